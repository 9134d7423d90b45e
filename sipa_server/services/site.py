"""What the public pages stand on: the reads, the citizens' feedback, and whose page it is.

`sipa_server.public.app` gives `attach(site: Site) -> Callable[[AppConfig], AppConfig]`; bootstrap hangs it into the
application. Pages may set their own content security policy; otherwise the strict one of sipa_server.http.app holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sipa_core.ports import Clock, Entropy
from sipa_server.services.feedback import FeedbackService
from sipa_server.services.phone import PhoneService
from sipa_server.services.place import Place as Place
from sipa_server.services.publication import PublicationReads


@dataclass(frozen=True)
class Site:
    """One public site. `public_url` has no slash at its end."""

    reads: PublicationReads
    feedback: FeedbackService
    phones: PhoneService
    clock: Clock
    entropy: Entropy
    place: Place
    public_url: str
