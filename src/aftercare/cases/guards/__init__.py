"""Guards of moves by name: each looks at an attempt and answers with a refusal or nothing. Pure."""

from collections.abc import Callable

from aftercare.cases.facts import Attempt
from aftercare.cases.guards import amounts, decisions, family, goods, reports, talk
from aftercare.core.errors import Refusal

Guard = Callable[[Attempt], Refusal | None]

GUARDS: dict[str, Guard] = {
    **{
        guard.__name__: guard
        for module in (amounts, decisions, family, goods, reports, talk)
        for guard in module.GUARDS
    },
    **family.OPENS,
}
