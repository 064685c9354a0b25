"""Certificates of completed courses: issued, checked by number, revoked."""

import secrets

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.course_state import CourseReader
from data import audit
from data.engine import Database
from data.learning import certificates
from data.learning.certificates import Certificate

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
GROUPS, IN_GROUP = 4, 4  # 80 bits: numbers can't be guessed
MAX_NAME_LENGTH = 60
_ALIKE = str.maketrans("ILO", "110")


class CertificateService:
    """Issues, finds and revokes certificates."""

    def __init__(self, database: Database, clock: Clock, courses: CourseReader) -> None:
        self._database = database
        self._clock = clock
        self._courses = courses

    async def issue(self, guild_id: int, user_id: int, course_id: int, name: str) -> Certificate:
        """Return the member's certificate of a course, with the name that they chose.

        Raises:
            UserError: The course is not complete, the certificate was revoked, or the name can't
                be printed.
        """
        course = await self._courses.course(guild_id, user_id, course_id)
        enrolment = course.enrolment
        if enrolment is None or enrolment.completed_at is None:
            raise UserError("learn-not-complete", course=course.content.title)
        chosen = _printable(name)
        async with self._database.write() as connection:
            await certificates.issue(
                connection,
                number=new_number(),
                guild_id=guild_id,
                user_id=user_id,
                course_id=course_id,
                name=chosen,
                completed_at=enrolment.completed_at,
                now=self._clock.now(),
            )
            found = await certificates.of_member(connection, guild_id, user_id, course_id)
        if found is None or found.revoked_at is not None:
            raise UserError("learn-certificate-revoked")
        return found

    async def of_member(self, guild_id: int, user_id: int, course_id: int) -> Certificate | None:
        """Return a member's certificate of a course; None if there is none."""
        async with self._database.read_fast() as connection:
            return await certificates.of_member(connection, guild_id, user_id, course_id)

    async def verify(self, number: str) -> Certificate | None:
        """Return the valid certificate with a number; None for every other number."""
        async with self._database.read_fast() as connection:
            found = await certificates.of_number(connection, normalised(number))
        return None if found is None or found.revoked_at is not None else found

    async def revoke(self, guild_id: int, actor_id: int, number: str) -> None:
        """Make a certificate of a server invalid.

        Raises:
            UserError: No valid certificate of this server has the number.
        """
        number, now = normalised(number), self._clock.now()
        async with self._database.write() as connection:
            if not await certificates.revoke(connection, guild_id, number, now):
                raise UserError("learn-certificate-unknown")
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="certificate-revoke",
                at=now,
                detail={"number": number},
            )


def new_number() -> str:
    """Return a random number, such as `7K2M-9QXD-4T0B-HW5C`."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(IN_GROUP)) for _ in range(GROUPS)
    )


def normalised(number: str) -> str:
    """Return a number as it is stored: people may type it in lower case, or O for 0."""
    plain = "".join(each for each in number.upper() if each.isalnum()).translate(_ALIKE)
    return "-".join(plain[at : at + IN_GROUP] for at in range(0, len(plain), IN_GROUP))


def _printable(name: str) -> str:
    chosen = " ".join(name.split())
    if not chosen or len(chosen) > MAX_NAME_LENGTH or not chosen.isprintable():
        raise UserError("learn-certificate-name", most=MAX_NAME_LENGTH)
    return chosen
