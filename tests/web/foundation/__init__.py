"""What every page stands on, tried with pages made for the test."""
