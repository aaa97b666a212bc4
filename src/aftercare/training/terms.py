"""Words of training: courses, questions, attempts, simulated reception (K3)."""

from typing import Final

from aftercare.core.words import Choices, _

TITLE_MOST: Final = 80
TEXT_MOST: Final = 8000  # a lesson
QUESTION_MOST: Final = 500
OPTION_MOST: Final = 200
SAID_MOST: Final = 2000  # an answer in words, a remark
OPTIONS_MOST: Final = 8
DAYS_MOST: Final = 5  # of a newcomer's plan
LESSONS_MOST: Final = 40
QUESTIONS_MOST: Final = 300  # of one course
TURNS_MOST: Final = 12  # of a scripted buyer
REASON_MOST: Final = 200


class CourseKind(Choices):
    """What a course is for."""

    NEWCOMER = "newcomer", _("Newcomer course")  # 新人培训
    TOPIC = "topic", _("Topic of the month")  # 专题培训


class CourseState(Choices):
    """Whether people learn by it."""

    DRAFT = "draft", _("Course in preparation")  # 准备中
    OPEN = "open", _("Course in use")  # 使用中
    ARCHIVED = "archived", _("Course put away")  # 已停用


class QuestionKind(Choices):
    """How a question is answered."""

    SINGLE = "single", _("One answer")  # 单选
    MULTIPLE = "multiple", _("Several answers")  # 多选
    TRUE_FALSE = "true_false", _("True or false")  # 判断
    TEXT = "text", _("In words")  # 问答, marked by a trainer


class AttemptState(Choices):
    """Where somebody's try at an exam stands."""

    RUNNING = "running", _("Exam is running")  # 答题中
    MARKING = "marking", _("To be marked")  # 待评分
    PASSED = "passed", _("Passed")  # 已通过
    FAILED = "failed", _("Not passed")  # 未通过


class RehearsalState(Choices):
    """Where a simulated reception stands."""

    RUNNING = "running", _("Practice is running")  # 模拟中
    MARKING = "marking", _("Practice to be marked")  # 待评分
    PASSED = "passed", _("Practice passed")  # 已通过
    FAILED = "failed", _("Practice not passed")  # 未通过
    BROKEN_OFF = "broken_off", _("Practice broken off")  # 已中断


ENDED: Final = (AttemptState.PASSED, AttemptState.FAILED)
