"""All tables, with their keys and the reason for each constraint.

Times are instants: aware UTC datetimes in Python, integers of milliseconds since 1970 in the
database, so that both databases order and compare them alike and numpy reads them as columns.
Money is an integer of the currency's smallest unit, with an ISO code. Discord ids are integers.
"""

from data.tables.base import EPOCH, metadata
from data.tables.catalogue import content_deliveries, contents, offer_contents, refund_cases
from data.tables.digests import digest_rounds, own_digests
from data.tables.files import (
    download_addresses,
    downloads,
    files,
    new_versions,
    uploads,
    version_followers,
)
from data.tables.guild_settings import guild_settings
from data.tables.history import histories, history_marks
from data.tables.impressions import impressions, presses
from data.tables.interests import interests
from data.tables.join import sign_ins
from data.tables.learning import (
    certificates,
    course_rules,
    enrolments,
    learner_profiles,
    lesson_rules,
    prerequisites,
    progress,
    quiz_attempts,
    quizzes,
    review_cards,
)
from data.tables.licences import activations, licences
from data.tables.members import members
from data.tables.moves import moves
from data.tables.payments import (
    checkouts,
    code_tries,
    codes,
    coupon_requests,
    cursors,
    customers,
    entitlements,
    facts,
    inbox,
    plan_panels,
    plans,
    portals,
    prices,
)
from data.tables.presets import preset_parts
from data.tables.publishing import consents, content_media, reading_positions
from data.tables.recommend import (
    items,
    ranking_weights,
    signal_requests,
    signals,
    weight_decisions,
)
from data.tables.revenue import income, subscription_history
from data.tables.role_sync import access_tasks, audit, brakes, notices, role_holdings
from data.tables.scheduling import digest_deliveries, digest_schedules, job_runs
from data.tables.served_guilds import guilds
from data.tables.sessions import (
    calendar_links,
    session_followers,
    session_permits,
    session_questions,
    session_votes,
    sessions,
    voice_stays,
)
from data.tables.staff_access import staff_access

__all__ = [
    "EPOCH",
    "access_tasks",
    "activations",
    "audit",
    "brakes",
    "calendar_links",
    "certificates",
    "checkouts",
    "code_tries",
    "codes",
    "consents",
    "content_deliveries",
    "content_media",
    "contents",
    "coupon_requests",
    "course_rules",
    "cursors",
    "customers",
    "digest_deliveries",
    "digest_rounds",
    "digest_schedules",
    "download_addresses",
    "downloads",
    "enrolments",
    "entitlements",
    "facts",
    "files",
    "guild_settings",
    "guilds",
    "histories",
    "history_marks",
    "impressions",
    "inbox",
    "income",
    "interests",
    "items",
    "job_runs",
    "learner_profiles",
    "lesson_rules",
    "licences",
    "members",
    "metadata",
    "moves",
    "new_versions",
    "notices",
    "offer_contents",
    "own_digests",
    "plan_panels",
    "plans",
    "portals",
    "prerequisites",
    "preset_parts",
    "presses",
    "prices",
    "progress",
    "quiz_attempts",
    "quizzes",
    "ranking_weights",
    "reading_positions",
    "refund_cases",
    "review_cards",
    "role_holdings",
    "session_followers",
    "session_permits",
    "session_questions",
    "session_votes",
    "sessions",
    "sign_ins",
    "signal_requests",
    "signals",
    "staff_access",
    "subscription_history",
    "uploads",
    "version_followers",
    "voice_stays",
    "weight_decisions",
]
