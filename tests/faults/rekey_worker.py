"""Writes values anew in a process of its own, a row at a time, telling of each piece; to be killed at any time."""

import sys

import django

django.setup()

from aftercare.core import rekeying  # noqa: E402 Django comes first


def main() -> None:
    rekeying.PIECE = 5
    plain = rekeying._rewrite_piece

    def told(*given):
        done = plain(*given)
        sys.stdout.write(f"{done[0]}\n")
        sys.stdout.flush()
        return done

    rekeying._rewrite_piece = told
    rekeying.rewrite()
    sys.stdout.write("end\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
