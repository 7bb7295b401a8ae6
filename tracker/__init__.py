"""Alongside: the relationship is the record."""
