"""Review: the office sets stages up, assigns and ranks; reviewers score what is theirs."""

from registration.web.desk.review import assigning, by_hand, giving_back, own, ranking, setting_up

__all__ = ["assigning", "by_hand", "giving_back", "own", "ranking", "setting_up"]
