"""What the people pages print."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Department, Role
from aftercare.core.errors import NotFound, Refusal
from aftercare.shops.access import OWN_RIGHTS, Person, account_refusal, administered_shops
from aftercare.shops.actions.deactivate_staff import deactivation_refusal
from aftercare.shops.actions.reset_password import reset_refusal
from aftercare.shops.models import Shop
from aftercare.shops.queries import PeopleFilter, PersonRow, people, person_row, staff_events
from aftercare.web.numbers import read_number
from aftercare.web.people.forms import ProfileForm
from aftercare.web.people.words import EVENTS, ROLE_HELP, sentence_of
from aftercare.web.pieces.marks import Who, moment
from aftercare.web.pieces.parts import FilterChoice, FilterMenu, TimelineEntry

STATES = {"open": True, "closed": False, "all": None}


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    staff: Staff
    who: Who
    address: str
    department: Any
    roles: list[tuple[str, str]]  # role names, the shops in which they are held
    last_login: str


class PeopleContext:
    """The list with its filters. `asked` are the query's fields; what is not known filters nothing."""

    def __init__(self, person: Person, asked: Mapping[str, str], at: datetime) -> None:
        self.shops = list(administered_shops(person).order_by("name").values_list("pk", "name"))
        self.state = asked.get("state", "") if asked.get("state") in STATES else "open"
        self.text = asked.get("q", "").strip()[:60]
        shop, role = read_number(asked.get("shop")), asked.get("role", "")
        self.wanted = PeopleFilter(
            shop_id=shop if shop in dict(self.shops) else None,
            role=Role(role) if role in Role.values else None,
            is_active=STATES[self.state],
            text=self.text,
            after=read_number(asked.get("after")),
        )
        rows, has_more = people(person, self.wanted)
        self.rows = [_line(row, at) for row in rows]
        self.more_url = self._address(after=rows[-1].staff.pk) if has_more else ""

    @property
    def is_filtered(self) -> bool:
        return self.clear_url != ""

    @property
    def clear_url(self) -> str:
        plain = replace(self.wanted, after=None) == PeopleFilter()
        return "" if plain else reverse("people")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search field keeps."""
        return [(name, value) for name, value in self._query().items() if name != "q"]

    @property
    def menus(self) -> list[FilterMenu]:
        role = self.wanted.role
        states = {"open": _("Open accounts"), "closed": _("Closed accounts"), "all": _("All accounts")}
        shops = dict(self.shops)
        menus = [
            FilterMenu(
                _("Role"),
                tuple(FilterChoice(one.label, self._address(role=one.value), one == role) for one in Role),
                role.label if role else "",
            ),
            FilterMenu(
                _("Account"),
                tuple(
                    FilterChoice(name, self._address(state=code), code == self.state) for code, name in states.items()
                ),
                states[self.state] if self.state != "open" else "",
            ),
        ]
        if len(shops) > 1:
            here = self.wanted.shop_id
            choices = tuple(FilterChoice(name, self._address(shop=pk), pk == here) for pk, name in shops.items())
            menus.insert(0, FilterMenu(_("Shop"), choices, shops.get(here or 0, "")))
        return menus

    def _query(self) -> dict[str, str]:
        query = {
            "shop": str(self.wanted.shop_id or ""),
            "role": self.wanted.role.value if self.wanted.role else "",
            "state": self.state if self.state != "open" else "",
            "q": self.text,
        }
        return {name: value for name, value in query.items() if value}

    def _address(self, **changed: object) -> str:
        query = {**self._query(), **{name: str(value) for name, value in changed.items()}}
        return f"{reverse('people')}?{urlencode(query)}"


def _line(row: PersonRow, at: datetime) -> Line:
    staff = row.staff
    places: dict[str, list[str]] = {}
    for shop, roles in row.roles:
        places.setdefault("、".join(str(role.label) for role in roles), []).append(shop.name)
    return Line(
        staff=staff,
        who=Who(staff.pk, staff.name),
        address=reverse("person", args=[staff.pk]),
        department=Department(staff.department).label,
        roles=[(names, "、".join(shops)) for names, shops in places.items()],
        last_login=moment(staff.last_login, at),
    )


@dataclass(frozen=True)
class Cell:
    """One tick of the matrix."""

    value: str
    is_held: bool
    label: str


@dataclass(frozen=True)
class Matrix:
    """Roles down, shops across."""

    shops: list[Shop]
    rows: list[tuple[Any, Any, list[Cell]]]  # role, what it may do, one cell per shop
    refusal: Refusal | None = None


def matrix_of(shops: list[Shop], held: Mapping[int, Collection[Role]], refusal: Refusal | None = None) -> Matrix:
    """The matrix with `held` (shop id -> roles) ticked."""
    rows = [
        (
            role.label,
            ROLE_HELP[role],
            [
                Cell(f"{shop.pk}:{role.value}", role in held.get(shop.pk, ()), f"{role.label} · {shop.name}")
                for shop in shops
            ],
        )
        for role in Role
        if role is not Role.TEMPORARY  # given with an end, on the page of promotions
    ]
    return Matrix(shops, rows, refusal)


def open_shops(person: Person) -> list[Shop]:
    """Shops in which the person may give roles now."""
    return list(administered_shops(person).filter(is_active=True).order_by("name", "pk"))


@dataclass
class PersonContext:
    """One person's page. `form` carries what was typed when it was refused; `password` is shown this once."""

    person: Person
    staff_id: int
    form: ProfileForm | None = None
    password: str = ""
    row: PersonRow = field(init=False)

    def __post_init__(self) -> None:
        row = person_row(self.person, self.staff_id)
        if row is None:
            raise NotFound(self.staff_id)
        self.row = row
        staff = row.staff
        self.who = Who(staff.pk, staff.name)
        self.is_self = staff.pk == self.person.staff_id
        self.refusal = account_refusal(self.person, staff)
        self.close_refusal = deactivation_refusal(self.person, staff)
        self.reset_refusal = reset_refusal(self.person, staff)
        self.matrix = matrix_of(
            open_shops(self.person),
            {shop.pk: roles for shop, roles in row.roles},
            OWN_RIGHTS if self.is_self else None,
        )
        if self.form is None:
            self.form = ProfileForm(initial={name: getattr(staff, name) for name in ProfileForm.base_fields})

    @property
    def staff(self) -> Staff:
        return self.row.staff

    @property
    def department(self) -> Any:
        return Department(self.staff.department).label

    @property
    def names_administrators(self) -> bool:
        """Whether the switch of the company's administrators is shown."""
        return self.person.is_administrator and not self.is_self and self.staff.is_active

    @property
    def entries(self) -> list[TimelineEntry]:
        names = {shop.pk: shop.name for shop in self.matrix.shops}
        entries = []
        for event, actor in staff_events(self.person, self.staff_id):
            _sentence, icon, tone = EVENTS.get(event.kind, ("", "circle-dot", "others"))
            shop = names.get(event.shop_id or 0, "")
            title = f"{sentence_of(event)}（{shop}）" if shop else sentence_of(event)
            entries.append(TimelineEntry(title, event.at, icon, tone, actor or _("System")))
        return entries
