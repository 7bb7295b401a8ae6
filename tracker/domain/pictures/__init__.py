"""The picture of a relationship: what stands in it and where. No words, no drawing."""
