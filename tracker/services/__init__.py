"""WRITES. One function, one use case: lock, load, ask the domain, apply, note for the audit.

Services never commit: the entry point owns the transaction.
"""
