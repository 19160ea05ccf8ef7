"""Every transition of an application on one page.

Read a row as: *whoever* may do *act* to an application that is in one of the states *from*, when
every *guard* holds; it is then in state *to*, and every *effect* follows in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from registration.applications.states import State
from registration.notices import catalogue as notices
from registration.parties.models import CONTRIBUTORS
from registration.workflow import effects as then
from registration.workflow import guards as must
from registration.workflow.acts import Act
from registration.workflow.context import Effect, Guard

APPLICANT, STAFF, SYSTEM = "applicant", "staff", "system"


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    act: Act
    from_states: frozenset[State]
    to_state: State
    who: frozenset[str]
    guards: tuple[Guard, ...]
    effects: tuple[Effect, ...]


def _row(  # a row has as many columns as the table
    act: Act,
    from_states: Iterable[State],
    to_state: State,
    who: Iterable[str],
    guards: Iterable[Guard],
    effects: Iterable[Effect],
) -> Transition:
    return Transition(
        act, frozenset(from_states), to_state, frozenset(who), tuple(guards), tuple(effects)
    )


S = State
UNDECIDED = (S.SUBMITTED, S.IN_REVIEW)
BEFORE_ATTENDED = (
    *UNDECIDED, S.DRAFT, S.RETURNED, S.OFFERED, S.CONFIRMED, S.WAITLISTED,
)  # fmt: skip

# Whoever stands on the waiting list has all parts, so that moving up by itself need not ask again.
# fmt: off
TABLE: tuple[Transition, ...] = (
    # act, from, to, who, what must hold, what follows
    _row(Act.SUBMIT, [S.DRAFT], S.SUBMITTED, [APPLICANT],
         [must.window_open, must.complete, must.others_named],
         [then.hold_choices, then.forget_hidden, then.ask_others, then.receipt_or_place]),
    _row(Act.CORRECT, [S.SUBMITTED], S.SUBMITTED, [APPLICANT],
         [], [then.hold_choices, then.forget_hidden, then.place_once_whole]),
    *(_row(Act.CONTRIBUTE, [state], state, CONTRIBUTORS, [], effects) for state, effects in (
        (S.SUBMITTED, [then.place_once_whole]), (S.IN_REVIEW, []), (S.RETURNED, []))),
    *(_row(Act.RETURN_PART, [state], state, [STAFF], [], [])
      for state in (S.SUBMITTED, S.IN_REVIEW, S.RETURNED)),
    _row(Act.ADMIT, [S.SUBMITTED], S.CONFIRMED, [SYSTEM],
         [must.parts_sent],
         [then.take_place, then.notify(notices.confirmation), then.ask_by_itself]),
    _row(Act.QUEUE_UP, [S.SUBMITTED], S.WAITLISTED, [SYSTEM],
         [must.parts_sent], [then.join_waiting_list, then.notify(notices.waiting_list)]),
    _row(Act.BEGIN_REVIEW, [S.SUBMITTED], S.IN_REVIEW, [STAFF],
         [must.not_decided_yet, must.not_first_come], []),
    _row(Act.OFFER, [*UNDECIDED, S.WAITLISTED], S.OFFERED, [STAFF],
         [must.not_decided_yet, must.not_over, must.parts_sent, must.group_whole],
         [then.take_place, then.offer_or_settle]),
    _row(Act.SETTLE, [S.OFFERED], S.CONFIRMED, [SYSTEM],
         [], [then.forget_deadline, then.notify(notices.confirmation), then.ask_by_itself]),
    _row(Act.WAITLIST, UNDECIDED, S.WAITLISTED, [STAFF],
         [must.not_decided_yet, must.not_over, must.parts_sent],
         [then.join_waiting_list, then.notify(notices.waiting_list)]),
    _row(Act.REJECT, [*UNDECIDED, S.WAITLISTED], S.REJECTED, [STAFF],
         [must.not_decided_yet],
         [then.leave_waiting_list, then.release_choices, then.notify(notices.rejection)]),
    _row(Act.SEND_BACK, UNDECIDED, S.RETURNED, [STAFF],
         [must.not_decided_yet, must.not_first_come],
         [then.keep_question, then.notify(notices.returned)]),
    _row(Act.RESUBMIT, [S.RETURNED], S.SUBMITTED, [APPLICANT],
         [must.complete, must.others_named],
         [then.hold_choices, then.forget_hidden, then.clear_question, then.ask_others,
          then.notify(notices.receipt)]),
    _row(Act.RECONSIDER, [S.OFFERED, S.WAITLISTED, S.REJECTED], S.IN_REVIEW, [STAFF],
         [must.not_decided_yet, must.not_first_come],
         [then.hold_choices, then.leave_waiting_list, then.forget_deadline,
          then.notify(notices.cancel_decision), then.ask_no_more, then.release_place]),
    _row(Act.CONFIRM, [S.OFFERED], S.CONFIRMED, [APPLICANT],
         [must.offer_still_stands],
         [then.forget_deadline, then.notify(notices.confirmation), then.ask_by_itself]),
    _row(Act.DECLINE, [S.OFFERED], S.DECLINED, [APPLICANT],
         [], [then.forget_deadline, then.notify(notices.declined), then.ask_no_more,
              then.release_choices, then.release_place]),
    _row(Act.LAPSE, [S.OFFERED], S.LAPSED, [SYSTEM],
         [must.offer_is_over],
         [then.notify(notices.lapsed), then.ask_no_more, then.release_choices,
          then.release_place]),
    _row(Act.MOVE_UP, [S.WAITLISTED], S.OFFERED, [SYSTEM],
         [must.not_over], [then.take_place, then.offer_after_waiting]),
    *(_row(act, [state], state, who, guards, effects)
      for state in (S.OFFERED, S.CONFIRMED, S.ATTENDED)
      for act, who, guards, effects in (
          (Act.ASK_MORE, [STAFF, SYSTEM], [must.has_more_to_ask, must.not_asked_yet],
           [then.ask_more]),
          (Act.MOVE_DAY, [STAFF], [must.asked_for_more], [then.move_day]),
          (Act.CLOSE_MORE, [STAFF], [must.asked_for_more], [then.close_more]),
          (Act.SEND_MORE, [APPLICANT], [must.asked_for_more, must.more_complete],
           [then.forget_hidden, then.keep_more]))),
    _row(Act.WITHDRAW, BEFORE_ATTENDED, S.WITHDRAWN, [APPLICANT, STAFF],
         [],
         [then.drop_decision, then.leave_waiting_list, then.forget_deadline,
          then.notify(notices.withdrawal), then.ask_nobody, then.ask_no_more, then.release_choices,
          then.release_place]),
    _row(Act.ATTEND, [S.CONFIRMED, S.ABSENT], S.ATTENDED, [STAFF], [must.has_begun], []),
    _row(Act.MISS, [S.CONFIRMED, S.ATTENDED], S.ABSENT, [STAFF], [must.has_begun], []),
)
# fmt: on


def find(act: Act, state: State) -> Transition | None:
    """The row that leads out of ``state`` by ``act``."""
    return _BY_ACT_AND_STATE.get((act, state))


def row(act: Act, state: State) -> Transition:
    """The same where there is one for certain."""
    return _BY_ACT_AND_STATE[act, state]


def acts_open(state: str, kind: str) -> list[Act]:
    """What an actor of ``kind`` may do to an application in ``state``, in the table's order."""
    return [row.act for row in TABLE if state in row.from_states and kind in row.who]


_BY_ACT_AND_STATE = {(row.act, state): row for row in TABLE for state in row.from_states}
