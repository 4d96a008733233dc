"""The demonstration county: invented people and places, built through the same doors as a real one's."""
