"""Where the outcome of a screening is shown."""

from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.candidates.models import Track
from weibao.jobs.models import Job
from weibao.jobs.showing import Outcome, shows


@shows("candidates.screen", again=lambda job: reverse("candidates:list"))
def screened(job: Job) -> Outcome:
    found = job.result["candidates"]
    numbers = {
        track: sum(n for level, n in found[track].items() if level != "blue") for track in Track.values
    }
    sentence = _(
        "已筛查 %(children)s 名儿童：保护线 %(protection)s 名、行为线 %(behaviour)s 名达到需要研判的级别。"
    )
    words = sentence % ({"children": job.result["children"]} | numbers)
    return Outcome(words, reverse("candidates:list"), _("查看预警"))
