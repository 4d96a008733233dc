"""Ways to tamper with the log, as somebody would who has the database in his hands."""

from weibao.audit.chain import FIRST, Link, seal_of
from weibao.audit.models import Entry
from weibao.audit.services import CONSOLE, act


def write_entries(count: int, *, first: int = 1) -> None:
    for number in range(first, first + count):
        with act(CONSOLE, "test.act", ability=None) as log:
            log.note(n=number)


def link_of(number: int) -> Link:
    return Link(*Entry.objects.filter(number=number).values_list(*Link._fields).get())


def put(link: Link) -> None:
    Entry.objects.filter(number=link.number).delete()
    Entry.objects.create(**link._asdict())


def edit(number: int) -> None:
    Entry.objects.filter(number=number).update(actor="user:9")


def edit_and_reseal(number: int) -> None:
    link = link_of(number)._replace(actor="user:9")
    put(link._replace(seal=seal_of(link)))


def delete(number: int) -> None:
    Entry.objects.filter(number=number).delete()


def delete_and_close_the_gap(number: int) -> None:
    delete(number)
    for later in Entry.objects.filter(number__gt=number).order_by("number").values_list("number", flat=True):
        Entry.objects.filter(number=later).update(number=later - 1)


def swap(one: int, other: int) -> None:
    """Each stands where the other stood."""
    first, second = link_of(one), link_of(other)
    delete(one)
    put(first._replace(number=other))
    put(second._replace(number=one))


def insert(number: int) -> None:
    """A new entry, well sealed, at a place where others move up."""
    for later in (
        Entry.objects.filter(number__gte=number).order_by("-number").values_list("number", flat=True)
    ):
        Entry.objects.filter(number=later).update(number=later + 1)
    new = link_of(number - 1)._replace(number=number, actor="user:9", previous=link_of(number - 1).seal)
    put(new._replace(seal=seal_of(new)))


def cut(after: int) -> None:
    Entry.objects.filter(number__gt=after).delete()


def cut_and_write_anew(after: int) -> None:
    """The tail is replaced by as many entries that are chained well."""
    lost = Entry.objects.filter(number__gt=after).count()
    cut(after)
    write_entries(lost)


def rewrite(number: int = 1) -> None:
    """From an entry on all is changed and sealed anew, so that the chain holds."""
    previous = link_of(number - 1).seal if number > 1 else FIRST
    for one in list(
        Entry.objects.filter(number__gte=number).order_by("number").values_list("number", flat=True)
    ):
        link = link_of(one)._replace(actor="user:9", previous=previous)
        previous = seal_of(link)
        put(link._replace(seal=previous))
