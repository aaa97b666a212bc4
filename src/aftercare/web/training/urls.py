"""The addresses."""

from django.urls import path

from aftercare.web.training import desk, exams, practice, views

urlpatterns = [
    path("", views.training, name="training"),
    path("courses/<int:course>/lessons/<int:lesson>/", views.lesson, name="training_lesson"),
    path("files/<int:pk>/", views.material, name="training_file"),
    path("exams/<int:course>/", exams.exam, name="training_exam"),
    path("tries/<int:pk>/", exams.attempt, name="training_try"),
    path("tries/<int:pk>/answers/<int:place>/", exams.answer_one, name="training_answer"),
    path("tries/<int:pk>/submit/", exams.submit, name="training_submit"),
    path("tries/<int:pk>/mark/", exams.mark, name="training_mark"),
    path("marking/", exams.marking, name="training_marking"),
    path("courses/", desk.courses, name="training_courses"),
    path("shops/<slug:slug>/courses/", desk.course_new, name="training_course_new"),
    path("shops/<slug:slug>/newcomer/", desk.ready, name="training_ready"),
    path("courses/<int:pk>/", desk.course, name="training_course"),
    path("courses/<int:pk>/state/", desk.state, name="training_state"),
    path("courses/<int:pk>/lessons/", desk.lesson_save, name="training_lesson_save"),
    path("courses/<int:pk>/files/", desk.file_add, name="training_file_add"),
    path("courses/<int:pk>/questions/", desk.questions, name="training_questions"),
    path("courses/<int:pk>/exam/", desk.exam_save, name="training_exam_save"),
    path("courses/<int:pk>/people/", desk.give, name="training_give"),
    path("courses/<int:pk>/tries/", desk.try_open, name="training_try_open"),
    path("courses/<int:pk>/scripts/", practice.scripts, name="training_scripts"),
    path("scripts/<int:script>/start/", practice.start, name="training_practice_start"),
    path("practice/<int:pk>/", practice.practice, name="training_practice"),
    path("practice/<int:pk>/stop/", practice.stop, name="training_practice_stop"),
    path("practice/<int:pk>/mark/", practice.mark, name="training_practice_mark"),
    path("topics/", practice.topics, name="training_topics"),
    path("topics/<slug:slug>/", practice.topic_pick, name="training_topic_pick"),
    path("people/", desk.people, name="training_people"),
    path("people/<slug:slug>/<int:staff>/", desk.certificate, name="training_certificate"),
]
