"""A shop whose chat is busy: agents, thousands of open conversations, one that is very long. One INSERT … SELECT per
table, as in seed.py. Nobody is on duty, so that the clock's work moves nothing while something is measured."""

from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation, Message, Visitor, VisitorToken
from aftercare.core.crypto import encrypt
from aftercare.shops.models import Membership, Shop
from aftercare.shops.terms import Platform
from bench.filling import execute, fill, go_on_after
from bench.words import NICKS

PASSWORD: Final = "a-long-password-for-the-bench"
SHOP: Final = "chat"
LONG: Final = 1  # the conversation with many messages
EACH: Final = 4  # messages of every other one
SAID: Final = (
    "你好，这款 30 厘米的花瓶现在有货吗，今天拍什么时候能发出来",
    "您好，有现货的，下午四点前付款的今天就能出仓，您放心拍",
    "收到了，瓶口有一个小缺口，怎么处理，照片我等下发给你",
    "非常抱歉，照片我看到了，给您补发一只可以吗，运费我们承担",
)


@dataclass(frozen=True)
class Crowd:
    """How many agents, open conversations (a quarter of them in the queue), and messages of the long one."""

    agents: int
    open: int
    long: int


def token_of(visitor: int) -> str:
    """What the browser of that visitor keeps."""
    return f"bench-token-{visitor}"


def seed_chat(crowd: Crowd) -> None:
    """Fill a migrated, empty database."""
    with transaction.atomic():
        shop = Shop.objects.create(slug=SHOP, name="青禾家居旗舰店", platform=Platform.TMALL)
        staff = [Staff(username=f"agent{n}", name=f"{NICKS[n % len(NICKS)]}{n}") for n in range(crowd.agents)]
        staff[0].set_password(PASSWORD)
        for one in staff:
            one.password = staff[0].password  # hashing one is enough
        Staff.objects.bulk_create(staff)
        roles = (Role.PRESALE_AGENT, Role.AGENT)
        Membership.objects.bulk_create(Membership(shop=shop, staff=one, role=role) for one in staff for role in roles)
        _talks(crowd, shop, [one.pk for one in staff])
    execute("VACUUM ANALYZE")


def _talks(crowd: Crowd, shop: Shop, agents: list[int]) -> None:
    execute("CREATE TEMP TABLE said (i int PRIMARY KEY, text text, name text)")
    with connection.cursor() as cursor:
        rows = [(i, encrypt(text), encrypt(NICKS[i])) for i, text in enumerate(SAID)]
        cursor.executemany("INSERT INTO said VALUES (%s, %s, %s)", rows)
    source = f"generate_series(1, {crowd.open}) AS n JOIN said ON said.i = n % {len(SAID)}"
    fill(Visitor, source, id="n", shop=str(shop.pk), name="said.name", language="'zh-hans'", since="now()")
    hashed = "encode(sha256(('bench-token-' || n)::bytea), 'hex')"
    fill(VisitorToken, source, visitor="n", token_hash=hashed, since="now()")
    is_queued = "n % 4 = 0"
    chosen = f"(ARRAY[{', '.join(map(str, agents))}])[1 + n % {len(agents)}]"
    last = f"CASE WHEN n = {LONG} THEN {crowd.long} ELSE {EACH} END"
    recent = "now() - interval '1 second' * (n % 600)"
    fill(
        Conversation, source, id="n", shop=str(shop.pk), visitor="n", topic="'presale'",
        stage=f"CASE WHEN {is_queued} THEN 'queued' ELSE 'open' END",
        agent=f"CASE WHEN {is_queued} THEN NULL ELSE {chosen} END", opened_at="now() - interval '1 hour'",
        queued_at=f"CASE WHEN {is_queued} THEN {recent} END", last_seq=last, last_at=recent,
        answered_seq=f"CASE WHEN {is_queued} THEN 0 ELSE 2 END",
        waiting_since=f"CASE WHEN n % 2 = 0 THEN {recent} END",
        due_at="CASE WHEN n % 2 = 0 THEN now() + interval '1 hour' END", buyer_read="1", agent_read="1",
    )  # fmt: skip
    messages = (
        f"generate_series(1, {crowd.open}) AS n CROSS JOIN LATERAL generate_series(1, {last}) AS seq "
        f"JOIN said ON said.i = (n + seq) % {len(SAID)}"
    )
    is_agent = f"seq % 2 = 0 AND NOT {is_queued}"
    fill(
        Message, messages, conversation="n", seq="seq", client_id="'s' || seq", text="said.text",
        side=f"CASE WHEN {is_agent} THEN 'agent' ELSE 'buyer' END", staff=f"CASE WHEN {is_agent} THEN {chosen} END",
        at="now() - interval '1 second' * (4000 - seq % 4000)",
    )  # fmt: skip
    for model in (Visitor, Conversation):
        go_on_after(model)
