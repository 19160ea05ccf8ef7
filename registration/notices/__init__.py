"""Which message an event causes, to whom, with which words."""
