"""A course, an exam, practice for the authorization matrix: arguments of every route that takes some."""

from io import BytesIO

from PIL import Image
from tests.people import People, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload
from aftercare.training.actions.learn import enrol
from aftercare.training.actions.rehearse import start_rehearsal
from aftercare.training.actions.save_course import (
    CourseFacts,
    ExamFacts,
    LessonFacts,
    add_material,
    create_course,
    save_exam,
    save_lesson,
    set_course_state,
)
from aftercare.training.actions.save_question import QuestionFacts, save_question
from aftercare.training.actions.save_script import ScriptFacts, save_script
from aftercare.training.actions.take_exam import start_attempt
from aftercare.training.rules import Turn
from aftercare.training.terms import CourseState, QuestionKind

OF_COURSE = (
    *("training_course", "training_state", "training_lesson_save", "training_file_add", "training_questions"),
    *("training_exam_save", "training_give", "training_try_open", "training_scripts"),
)
OF_TRY = ("training_try", "training_submit", "training_mark")
OF_PRACTICE = ("training_practice", "training_practice_stop", "training_practice_mark")
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "training_course_new": {"title": "专题"},
    "training_state": {"state": "archived"},
    "training_lesson_save": {"title": "一", "text": "二"},
    "training_exam_save": {"asks": "1", "minutes": "5", "pass_percent": "60", "tries": "1", "wait_hours": "0"},
    "training_certificate": {"do": "grant", "reason": "老员工"},
    "training_answer": {"given": "0"},
    "training_topic_pick": {"title": "专题", "text": "先道歉", "due_on": "2099-01-01"},
}
# Not there although the page is theirs: what a colleague was given to learn, their tries, their practice.
MAY_BE_ABSENT = (
    *("training_lesson", "training_exam", "training_file", "training_try", "training_answer", "training_submit"),
    *("training_practice", "training_practice_start", "training_practice_stop", "training_course"),
    "training_certificate",
)


def training_things(people: People) -> dict[str, dict[str, object]]:
    """A course of the owner, who sits its exam and practises."""
    shop = people.shop
    teacher, me = person(make_staff("", Role.TRAINER, shop=shop)), person(people.owner)
    course = create_course(slug=shop.slug, facts=CourseFacts("新人培训"), person=teacher)
    lesson = save_lesson(course_id=course.pk, facts=LessonFacts("第一天", "先道歉"), person=teacher)
    question = QuestionFacts(QuestionKind.SINGLE, "几秒内回复？", ("30", "60"), (0,))
    save_question(course_id=course.pk, facts=question, person=teacher)
    save_exam(course_id=course.pk, facts=ExamFacts(), person=teacher)
    script = save_script(
        course_id=course.pk, facts=ScriptFacts("催发货", "小满", (Turn("在吗", (), 30),)), person=teacher
    )
    set_course_state(course_id=course.pk, state=CourseState.OPEN, person=teacher)
    enrol(course_id=course.pk, staff_ids=[people.owner.pk], starts_on=now().date(), person=teacher)
    file = BytesIO()
    Image.new("RGB", (20, 20), "seagreen").save(file, "PNG")
    upload = Upload(file=file, name="图.png", size=file.tell())
    file.seek(0)
    material = add_material(course_id=course.pk, lesson_id=lesson.pk, upload=upload, person=teacher)
    attempt = start_attempt(course_id=course.pk, person=me)
    practice = start_rehearsal(script_id=script.pk, person=me)
    of_course, of_try, in_shop = {"pk": course.pk}, {"pk": attempt.pk}, {"slug": shop.slug}
    of_practice = {"pk": practice.pk}
    return {
        **dict.fromkeys(OF_COURSE, of_course),
        **dict.fromkeys(OF_TRY, of_try),
        **dict.fromkeys(OF_PRACTICE, of_practice),
        **dict.fromkeys(("training_course_new", "training_ready", "training_topic_pick"), in_shop),
        "training_lesson": {"course": course.pk, "lesson": lesson.pk},
        "training_file": {"pk": material.pk},
        "training_exam": {"course": course.pk},
        "training_answer": {**of_try, "place": 1},
        "training_practice_start": {"script": script.pk},
        "training_certificate": {**in_shop, "staff": people.teammate.pk},
    }
