"""READS. One function, one question, as a rule one statement; frozen rows come back."""
