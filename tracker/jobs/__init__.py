"""What runs without a request: commands and, later, the scheduler's tasks."""
