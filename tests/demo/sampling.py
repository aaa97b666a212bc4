"""What quality sampling of the demo shop has to show; asked by test_demo, which makes the demo once."""

from aftercare.core.time import now
from aftercare.quality.models import Appeal, Comment, Drawing, Sample, Scoring
from aftercare.quality.terms import SampleState


def look_at_samples() -> None:
    """The last weeks are drawn in every shop; there is a sample in each state, and nothing lies in the future."""
    at = now()
    assert Drawing.objects.values("shop").distinct().count() == 3
    assert 10 <= Sample.objects.count() <= 60
    assert set(Sample.objects.values_list("state", flat=True)) == set(SampleState.values)
    assert Sample.objects.filter(wanted=2).count() == 2
    assert Scoring.objects.filter(turn="second").count() == 1
    assert sorted(Appeal.objects.values_list("ruling", flat=True)) == ["", "changed"]
    assert Comment.objects.count() >= Sample.objects.exclude(state="open").count()
    for model, name in ((Drawing, "drawn_at"), (Scoring, "at"), (Comment, "at"), (Appeal, "at"), (Sample, "told_at")):
        assert not model.objects.filter(**{f"{name}__gt": at}).exists()
    assert len({one.result.total for one in Sample.objects.exclude(result=None).select_related("result")}) >= 4
