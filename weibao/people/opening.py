"""Opening a child's file and showing what stands masked in it: both are acts with a purpose, both in the log."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from weibao.access.models import User
from weibao.audit.services import act
from weibao.people.models import Child


class Purpose(TextChoices):
    REVIEW = "review", _("研判预警")
    HELP = "help", _("制定或执行帮扶方案")
    VISIT = "visit", _("走访和回访")
    VERIFY = "verify", _("核实情况")
    LINKING = "linking", _("核对数据关联")
    SUPERVISION = "supervision", _("督导检查")


class Field(TextChoices):
    """What stands masked until the reader asks for it."""

    ID_NUMBER = "id_number", _("身份证号")
    PHONE = "phone", _("监护人电话")
    ADDRESS = "address", _("住址")
    VICTIM = "victim", _("受侵害情况")
    COUNSEL = "counsel", _("心理评估和转介")


def open_file(*, actor: User, child: Child, purpose: Purpose) -> None:
    """Log that a child's file is opened, and what for. A reader without reach must be turned away before."""
    with act(actor, "children.open", ability="children.view", target=child, purpose=in_words(purpose)):
        pass


def reveal_field(*, actor: User, child: Child, field: Field, purpose: Purpose) -> list[str]:
    """What a masked field holds, in full; which field was shown is in the log."""
    with act(
        actor, "children.reveal", ability="children.view", target=child, purpose=in_words(purpose)
    ) as log:
        log.note(field=field.value)
        if field == Field.PHONE:
            return [
                f"{guardian.name} {guardian.phones}".strip()
                for guardian in child.guardians.all()
                if guardian.phones
            ]
        if field in (Field.VICTIM, Field.COUNSEL):
            # Told by the rows within this reader's sight; loaded late, since the file's parts know this module.
            from weibao.people.file_sections import delicate_events

            return [f"{event.on:%Y-%m-%d} {event.sentence}" for event in delicate_events(child, actor, field)]
        return [getattr(child, field.value)]


def in_words(purpose: Purpose) -> str:
    """As the log holds it: in Chinese, whatever language the reader works in."""
    with translation.override("zh-hans"):
        return str(purpose.label)
