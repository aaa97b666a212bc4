"""Words and tones of training as pages say them."""

from typing import Final

from aftercare.training.terms import AttemptState, CourseState, RehearsalState
from aftercare.web.pieces.marks import Tone

ATTEMPTS: Final = {
    AttemptState.RUNNING: Tone.US,
    AttemptState.MARKING: Tone.OTHERS,
    AttemptState.PASSED: Tone.DONE,
    AttemptState.FAILED: Tone.REFUSED,
}
PRACTICES: Final = {
    RehearsalState.RUNNING: Tone.US,
    RehearsalState.MARKING: Tone.OTHERS,
    RehearsalState.PASSED: Tone.DONE,
    RehearsalState.FAILED: Tone.REFUSED,
    RehearsalState.BROKEN_OFF: Tone.REFUSED,
}
COURSES: Final = {CourseState.DRAFT: Tone.OTHERS, CourseState.OPEN: Tone.DONE, CourseState.ARCHIVED: Tone.REFUSED}
