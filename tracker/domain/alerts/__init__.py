"""Alerts: what may be known, what each rule claims, what to open and close."""
