"""How a shop's own server signs its buyer: four lines, HMAC-SHA256, hexadecimal (chat/identity.py, G4)."""

from typing import Final, NamedTuple


class Sample(NamedTuple):
    """The same few lines in one language of programming."""

    name: str
    text: str


_PHP: Final = """<?php
$secret  = getenv('AFTERCARE_SECRET');      // on the server only
$expires = time() + 3600;                   // at most 24 hours
$lines   = [$buyer->id, $expires, $buyer->name, $buyer->nick];
$signature = hash_hmac('sha256', implode("\\n", $lines), $secret);
$told = ['id' => (string) $buyer->id, 'name' => $buyer->name, 'nick' => $buyer->nick,
         'expires' => $expires, 'signature' => $signature];
?>
<script>window.aftercare = { buyer: <?= json_encode($told, JSON_HEX_TAG) ?> };</script>"""

_JAVA: Final = """long expires = Instant.now().getEpochSecond() + 3600;   // at most 24 hours
String lines = String.join("\\n", buyer.getId(), String.valueOf(expires), buyer.getName(), buyer.getNick());
Mac mac = Mac.getInstance("HmacSHA256");
mac.init(new SecretKeySpec(System.getenv("AFTERCARE_SECRET").getBytes(UTF_8), "HmacSHA256"));
String signature = HexFormat.of().formatHex(mac.doFinal(lines.getBytes(UTF_8)));   // Java 17
// window.aftercare = { buyer: {"id": ..., "name": ..., "nick": ..., "expires": ..., "signature": ...} }"""

_PYTHON: Final = """import hashlib, hmac, os
from time import time

expires = int(time()) + 3600                # at most 24 hours
lines = "\\n".join([buyer.id, str(expires), buyer.name, buyer.nick])
secret = os.environ["AFTERCARE_SECRET"]     # on the server only
signature = hmac.new(secret.encode(), lines.encode(), hashlib.sha256).hexdigest()
told = {"id": buyer.id, "name": buyer.name, "nick": buyer.nick, "expires": expires, "signature": signature}
# window.aftercare = { buyer: told }"""

_NODE: Final = """import { createHmac } from "node:crypto";

const expires = Math.floor(Date.now() / 1000) + 3600;   // at most 24 hours
const lines = [buyer.id, expires, buyer.name, buyer.nick].join("\\n");
const signature = createHmac("sha256", process.env.AFTERCARE_SECRET).update(lines).digest("hex");
const told = { id: buyer.id, name: buyer.name, nick: buyer.nick, expires, signature };
// window.aftercare = { buyer: told }"""

SAMPLES: Final = (Sample("PHP", _PHP), Sample("Java", _JAVA), Sample("Python", _PYTHON), Sample("Node.js", _NODE))
