"""Hints of what a screen has written itself: it has that already, and need not look (S1)."""

from collections import defaultdict

from aftercare.chat.hints import Hint


class Echoes:
    """While a screen writes in a conversation, its hints are held back; the hint of its own message is dropped, whether
    it comes before or after the answer. A hint that never comes may take a later one with the same number with it:
    one of a change without a message, which the next look finds."""

    def __init__(self) -> None:
        self._held: dict[int, list[Hint]] = {}  # conversations in which something is being written
        # conversation -> numbers of own messages whose hints are still to come; forgotten when everything is looked for
        self._awaited: defaultdict[int, set[int]] = defaultdict(set)

    def takes(self, conversation_id: int, hint: Hint | None) -> bool:
        """Whether nobody needs to look for it now. Without a hint everything is looked for."""
        if hint is None:
            self._awaited.pop(conversation_id, None)
            return False
        awaited = self._awaited[conversation_id]
        if hint.seq in awaited and not hint.before_id:
            self._awaited[conversation_id] = {seq for seq in awaited if seq > hint.seq}  # lower ones come no more
            return True
        if conversation_id in self._held:
            self._held[conversation_id].append(hint)
            return True
        return False

    def begin(self, conversation_id: int) -> None:
        """Something is being written there."""
        self._held[conversation_id] = []

    def end(self, conversation_id: int, seq: int | None) -> bool:
        """It was kept as `seq` and is shown, or (None) was not. Whether there is something else to look for."""
        held = self._held.pop(conversation_id)
        if seq is None:
            return bool(held)
        others = [one for one in held if one.seq != seq or one.before_id]
        if len(others) == len(held):
            self._awaited[conversation_id].add(seq)
        return bool(others)
