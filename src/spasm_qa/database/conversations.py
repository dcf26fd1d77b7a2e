"""Conversations: kept turn by turn, listed, found, renamed, deleted for good. Everything asks for the owner."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from spasm_qa.database.engine import forget, storage, writing
from spasm_qa.database.kept import Conversation, Kept, Place, Summary
from spasm_qa.database.replies import from_plain, to_plain
from spasm_qa.database.tables import conversations, readers, turns
from spasm_qa.errors import InputUnusable, ReplyUnreadable, StorageUnavailable
from spasm_qa.types import Abstention, Audience, Turn

MOST_TITLE, CUT_TITLE = 120, 60
OTHER_TAB = " (other tab)"
TRIES = 20


class ConversationStore:
    """Conversations in the database; nobody reaches those of another owner, by whatever id."""

    def __init__(self, engine: Engine) -> None:
        """Work on an engine of `open_database`."""
        self.engine = engine

    def keep(self, owner: str, id: str, said: Sequence[Kept], *, known: int = 0, dismissed: Sequence[str] = ()) -> Place:
        """Write the turns of one tab that are not written yet, all or none.

        `known` of the turns were written before. When another tab has gone on differently meanwhile, both stay: this one goes on under
        an id of its own. When the conversation was deleted meanwhile, only what is new is written; the rest stays deleted. `dismissed`
        are the facts that the reader took back; they stay so when the conversation is resumed.

        Raises:
            StorageUnavailable: Nothing of it was written.
        """
        for _ in range(TRIES):  # another tab may come between reading and writing; then look again
            try:
                with writing(self.engine) as connection:
                    return _keep(connection, owner, Place(id, tuple(said)), known, json.dumps(list(dismissed)))
            except StorageUnavailable as e:
                if not isinstance(e.__cause__, IntegrityError):
                    raise
        raise StorageUnavailable("What you wrote could not be stored (other tabs kept writing to this conversation).")

    def of(self, owner: str, search: str = "") -> list[Summary]:
        """Return an owner's conversations, newest first; of a search, those whose title and questions have all its words."""
        newest = select(conversations).where(conversations.c.owner == owner).order_by(conversations.c.updated.desc(), conversations.c.id)
        asked = select(turns.c.conversation, turns.c.question).join(conversations).where(conversations.c.owner == owner)
        with storage(), self.engine.connect() as connection:
            found = [_summary(row) for row in connection.execute(newest).mappings()]
            words = search.casefold().split()
            if not words:
                return found
            texts = {each.id: each.title.casefold() for each in found}
            for id, question in connection.execute(asked):
                texts[id] = f"{texts.get(id, '')}\n{question.casefold()}"
        return [each for each in found if all(word in texts[each.id] for word in words)]

    def open(self, owner: str, id: str) -> Conversation | None:
        """Return a conversation of an owner, or nothing when they have none of that id."""
        whose = select(conversations).where(conversations.c.id == id, conversations.c.owner == owner)
        with storage(), self.engine.connect() as connection:
            row = connection.execute(whose).mappings().first()
            if row is None:
                return None
            said = connection.execute(select(turns).where(turns.c.conversation == id).order_by(turns.c.position)).mappings()
            return Conversation(_summary(row), tuple(_kept(each) for each in said), tuple(json.loads(row["dismissed"])))

    def rename(self, owner: str, id: str, title: str) -> bool:
        """Give a conversation another title; tells whether there is one.

        Raises:
            InputUnusable: The title is empty or too long.
        """
        wanted = " ".join(_storable(title).split())
        if not wanted or len(wanted) > MOST_TITLE:
            raise InputUnusable(f"A title has 1 to {MOST_TITLE} characters; this one has {len(wanted)}.")
        with writing(self.engine) as connection:
            done = connection.execute(
                update(conversations).where(conversations.c.id == id, conversations.c.owner == owner).values(title=wanted)
            )
            return done.rowcount == 1

    def delete(self, owner: str, id: str) -> bool:
        """Delete a conversation for good; tells whether there was one."""
        return self._delete(owner, id) == 1

    def delete_all(self, owner: str) -> int:
        """Delete all conversations of an owner for good; returns how many there were."""
        return self._delete(owner)

    def remembers(self, owner: str) -> bool:
        """Tell whether a reader wants conversations kept: yes until they say no."""
        with storage(), self.engine.connect() as connection:
            chosen = connection.execute(select(readers.c.remember).where(readers.c.owner == owner)).scalar()
        return chosen is not False

    def remember(self, owner: str, wanted: bool) -> None:
        """Note whether a reader wants conversations kept."""
        with writing(self.engine) as connection:
            if not connection.execute(update(readers).where(readers.c.owner == owner).values(remember=wanted)).rowcount:
                connection.execute(insert(readers).values(owner=owner, remember=wanted))

    def _delete(self, owner: str, id: str | None = None) -> int:
        whose = conversations.c.owner == owner
        if id is not None:
            whose &= conversations.c.id == id
        with writing(self.engine) as connection:
            connection.execute(delete(turns).where(turns.c.conversation.in_(select(conversations.c.id).where(whose))))
            gone = connection.execute(delete(conversations).where(whose)).rowcount
        forget(self.engine)
        return int(gone)


def _keep(connection: Connection, owner: str, place: Place, known: int, dismissed: str) -> Place:
    """Write what is new into the first conversation, from the place's on, that the turns continue."""
    mark = ""
    while True:
        id, said = place.id, place.said
        whose = connection.execute(select(conversations.c.owner).where(conversations.c.id == id)).scalar()
        written = select(turns.c.key).where(turns.c.conversation == id).order_by(turns.c.position)
        there, keys = list(connection.execute(written).scalars()), [each.key for each in said]
        common = min(len(there), len(keys))
        if whose is None and known:  # deleted in another tab
            place, known = Place(_branch(id, keys[known:]), said[known:]), 0
        elif whose not in (None, owner) or there[:common] != keys[:common]:
            mark, known = OTHER_TAB, 0
            place = Place(_branch(id, keys[next((n for n in range(common) if there[n] != keys[n]), 0) :]), said)
        else:
            break
    if new := said[len(there) :]:
        if whose is None:
            row = {"id": id, "owner": owner, "title": _title(new[0].turn.question) + mark, "created": new[0].created}
            connection.execute(insert(conversations).values(**row, updated=new[-1].created, dismissed=dismissed))
        connection.execute(insert(turns), [_row(id, n, each) for n, each in enumerate(new, len(there))])
        connection.execute(update(conversations).where(conversations.c.id == id).values(updated=new[-1].created, dismissed=dismissed))
    return place


def _branch(id: str, keys: Sequence[str]) -> str:
    """Return the id for what goes on differently from some turn on: the same however often it is written."""
    return hashlib.sha256(" ".join((id, *keys[:1])).encode()).hexdigest()[:32]


def _title(question: str) -> str:
    """Return the first question, cut at a word."""
    text = " ".join(_storable(question).split()) or "A question"
    return text if len(text) <= CUT_TITLE else f"{text[:CUT_TITLE].rsplit(' ', 1)[0].rstrip(',;:- ')}…"


def _storable(text: str) -> str:
    """Return text that every database can hold."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()


def _row(id: str, position: int, said: Kept) -> dict[str, object]:
    reply = json.dumps(to_plain(said.turn.reply), allow_nan=False)
    question = _storable(said.turn.question)
    values = {"key": said.key, "question": question, "reply": reply, "corpus": said.corpus, "created": said.created}
    return {"conversation": id, "position": position, **values}


def _summary(row: RowMapping) -> Summary:
    return Summary(row["id"], row["title"], row["created"], row["updated"])


def _kept(row: RowMapping) -> Kept:
    """Return a turn; an answer that cannot be read is replaced by word of it, so that the rest of the conversation can be used."""
    rest = {name: row[name] for name in ("key", "corpus", "created")}
    try:
        reply = from_plain(json.loads(row["reply"]))
        exact = _storable(reply.question) == row["question"]
        return Kept(Turn(reply.question if exact else row["question"], reply), **rest)
    except (ReplyUnreadable, ValueError, RecursionError) as e:
        known = e if isinstance(e, ReplyUnreadable) else ReplyUnreadable("This answer cannot be read: it is damaged.")
        said = Abstention(row["question"], row["question"], Audience.PATIENT, reason="unreadable", message=f"{known} {known.hint}")
        return Kept(Turn(row["question"], said), **rest, readable=False)
