"""Pure decisions: standard library only, frozen values in, frozen values out."""
