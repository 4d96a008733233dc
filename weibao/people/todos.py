"""What the child file asks of a person: rows that wait to be told apart."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weibao.access.models import User
from weibao.access.policies import restrict
from weibao.people.standing import standing
from weibao.web.workbench import Todo, todo_source


@todo_source
def rows_to_review(user: User) -> Iterator[Todo]:
    if not user.holds("links.review"):
        return
    count = restrict(standing(), user, "review").values("row").distinct().count()
    if count:
        sentence = ngettext(
            "有 %(n)s 行数据可能属于已有的儿童档案，请核对。",
            "有 %(n)s 行数据可能属于已有的儿童档案，请核对。",
            count,
        ) % {"n": count}
        yield Todo(sentence, reverse("people:review"), _("去核对"), count=count)
