"""The sample partnership of the first start: Berlin and Beijing."""
