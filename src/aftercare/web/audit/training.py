"""What the audit says of training: courses, exams, certificates, practice (K3)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from aftercare.web.audit.daywork import Kind

TRAINING: Final = {
    "course.created": Kind(_("Wrote a course"), "graduation-cap"),
    "course.changed": Kind(_("Changed a course"), "graduation-cap"),
    "course.state_set": Kind(_("Put a course to use or away"), "graduation-cap"),
    "course.lesson_saved": Kind(_("Wrote a lesson"), "book-open"),
    "course.lesson_dropped": Kind(_("Took a lesson out of its course"), "book-open"),
    "course.file_added": Kind(_("Added a file to a lesson"), "paperclip"),
    "course.question_saved": Kind(_("Wrote a question"), "circle-question-mark"),
    "course.question_retired": Kind(_("Took a question out of the bank"), "circle-question-mark"),
    "course.script_saved": Kind(_("Wrote a scripted buyer"), "bot"),
    "course.given": Kind(_("Gave people a course"), "users"),
    "course.lesson_read": Kind(_("Worked through a lesson"), "check", "done"),
    "exam.set": Kind(_("Set how an exam asks"), "settings"),
    "exam.started": Kind(_("Began an exam"), "file-pen"),
    "exam.submitted": Kind(_("Handed an exam in"), "file-check"),
    "exam.passed": Kind(_("Passed an exam"), "check", "done"),
    "exam.failed": Kind(_("Did not pass an exam"), "x", "refused"),
    "exam.try_opened": Kind(_("Opened another try at an exam"), "rotate-ccw", "soon"),
    "certificate.granted": Kind(_("May be given buyers from now on"), "badge-check", "done"),
    "certificate.revoked": Kind(_("May not be given buyers any more"), "badge-x", "late"),
    "practice.started": Kind(_("Began a practice with a scripted buyer"), "bot"),
    "practice.ended": Kind(_("Ended a practice with a scripted buyer"), "bot"),
    "practice.marked": Kind(_("Marked a practice"), "stamp"),
}
