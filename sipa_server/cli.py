"""`sipa-server`: the verbs of whoever keeps the server. With --json every answer is one JSON object on one line.

Codes are printed once, for the person they are for; tokens and keys never.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sipa_core.domain.dates import instant_of
from sipa_core.messages import _
from sipa_server import cli_backup, cli_places
from sipa_server.bootstrap import Server, init_server, make_demo, open_server, standing_at
from sipa_server.cli_places import invited
from sipa_server.errors import KnownError
from sipa_server.platform.own_certificate import make_certificate, tls_of
from sipa_server.platform.system import MovedClock
from sipa_server.services.copies_ended import end_copies
from sipa_server.services.demo import first_desk, is_demo, tracked_words
from sipa_server.services.health import clock_back, look_over
from sipa_server.services.setup import renew
from sipa_server.services.stand import Stand, port_of, set_standing
from sipa_server.settings import Settings
from sipa_server.store.migrate import version

Answer = dict[str, Any]
"""What --json prints; `words` is what is printed without it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; 0 when it was done, 1 when not, 2 for a command that cannot be read."""
    options = _parser().parse_args(argv)
    os.umask(0o077)
    verb: Callable[[argparse.Namespace], Answer] = options.run
    try:
        answer = verb(options)
    except KnownError as fault:
        answer = {"ok": False, "code": fault.code, "title": fault.title, "message": fault.message}
        answer["words"] = f"{fault.title}. {fault.message}"
    words = answer.pop("words", "")
    if options.json:
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    elif words:
        print(words, file=sys.stdout if answer["ok"] else sys.stderr, flush=True)
    return 0 if answer["ok"] else 1


def _parser() -> argparse.ArgumentParser:
    plain = argparse.ArgumentParser(add_help=False)
    plain.add_argument("--json", action="store_true", help=_("jawaban sebagai JSON"))
    common = argparse.ArgumentParser(add_help=False, parents=[plain])
    common.add_argument("--data", type=Path, required=True, metavar="DIR", help=_("folder data server"))
    public = argparse.ArgumentParser(add_help=False)
    public.add_argument("--public-url", default="", metavar="URL", help=_("alamat halaman warga, misalnya https://…"))
    parser = argparse.ArgumentParser(prog="sipa-server", description=_("Server kecamatan SIPA."))
    verbs = parser.add_subparsers(dest="verb", required=True)

    init = verbs.add_parser("init", parents=[common, public], help=_("siapkan folder data"))
    init.add_argument("--kecamatan", required=True, metavar="KODE", help=_("kode Kemendagri, misalnya 63.11.06"))
    init.add_argument("--name", default="", help=_("nama admin kecamatan yang pertama"))
    init.set_defaults(run=_init)

    serve = verbs.add_parser("serve", parents=[common, public], help=_("jalankan server"))
    serve.add_argument("--host", default="", help=_("bila tidak ditulis: 127.0.0.1; server kantor: semua jaringan"))
    serve.add_argument("--port", type=int, default=-1, help=_("bila tidak ditulis: 8080; server kantor: portnya"))
    serve.add_argument(
        "--behind-proxy",
        nargs="?",
        const="127.0.0.1",
        default="",
        metavar="IP",
        help=_("ada proksi https di depan server, dari alamat ini"),
    )
    serve.add_argument("--now", metavar="ISO", help=_("jam peragaan, misalnya 2025-07-10T10:34:00+08:00"))
    serve.set_defaults(run=_serve)

    cli_places.add_verbs(verbs, common)
    stand = verbs.add_parser("stand", parents=[common], help=_("di mana server ini berdiri; tanpa pilihan: katakan"))
    where = stand.add_mutually_exclusive_group()
    where.add_argument("--public", metavar="URL", help=_("alamat umum dengan sertifikat, misalnya https://…"))
    where.add_argument("--office", metavar="URL", help=_("komputer kantor, misalnya https://192.168.1.10:8443"))
    stand.set_defaults(run=_stand)

    check = verbs.add_parser("check", parents=[common], help=_("periksa keutuhan data"))
    check.set_defaults(run=_check)

    cli_backup.add_verbs(verbs, common, plain)
    bundle = verbs.add_parser("bundle", help=_("berkas yang dibawa lewat USB"))
    acts = bundle.add_subparsers(dest="action", required=True)
    opened = acts.add_parser("open", parents=[common], help=_("buka berkas USB dan tulis balasannya di sebelahnya"))
    opened.add_argument("file", type=Path, nargs="+", metavar="FILE")
    opened.set_defaults(run=_open_bundles)
    accept = acts.add_parser("accept", parents=[common], help=_("pakai berkas yang disimpan, sesudah dilihat"))
    accept.add_argument("sha256", metavar="SHA256")
    accept.set_defaults(run=_accept_bundle)
    held = acts.add_parser("held", parents=[common], help=_("yang disimpan karena komputernya sudah dicabut"))
    held.set_defaults(run=_held_bundles)

    update = verbs.add_parser("update", help=_("pembaruan SIPA untuk desa"))
    offered = update.add_subparsers(dest="action", required=True)
    add = offered.add_parser("add", parents=[common], help=_("tawarkan berkas pembaruan kepada semua komputer"))
    add.add_argument("file", type=Path, metavar="FILE")
    add.set_defaults(run=_add_update)
    listed = offered.add_parser("list", parents=[common], help=_("yang ditawarkan sekarang"))
    listed.set_defaults(run=_list_updates)

    site = verbs.add_parser("site", help=_("halaman warga"))
    written = site.add_subparsers(dest="action", required=True)
    export = written.add_parser("export", parents=[common], help=_("tulis halaman warga sebagai berkas biasa"))
    export.add_argument("folder", type=Path, metavar="DIR")
    export.set_defaults(run=_export_site)

    demo = verbs.add_parser("demo", parents=[common, public], help=_("buat server peragaan dengan data rekaan"))
    demo.set_defaults(run=_demo)
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(options.data, public_url=getattr(options, "public_url", "").rstrip("/"))


def _init(options: argparse.Namespace) -> Answer:
    invitation = init_server(_settings(options), options.kecamatan, options.name)
    answer: Answer = {"ok": True, "data": str(options.data), "kecamatan": options.kecamatan}
    words = _("Folder data siap.")
    if invitation is not None:
        answer |= invited(invitation)
        words += "\n" + answer["words"]
    return answer | {"words": words}


def _serve(options: argparse.Namespace) -> Answer:
    # Here, because the other verbs need no web framework and should not wait for it.
    from sipa_server.listen import Listener, bind, url_of

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    clock = MovedClock(_instant(options.now)) if options.now else None
    standing = standing_at(_settings(options))
    office = standing.stand is Stand.OFFICE and not options.behind_proxy
    host = options.host or ("0.0.0.0" if office else "127.0.0.1")
    port = options.port if options.port >= 0 else (port_of(standing.address) if office else 8080)
    with closing(bind(host, port, guarded=office or bool(options.behind_proxy))) as bound:
        url = url_of(bound, https=office)
        with closing(open_server(_settings(options), default_url=url, clock=clock)) as server:
            if clock is not None and not is_demo(server.store):
                raise KnownError(
                    _("Jam peragaan hanya untuk data peragaan"),
                    _("Server tidak dijalankan dan data tidak diubah. Jalankan tanpa --now."),
                    "not_a_demo",
                )
            words = "" if clock is not None else _clock_words(server)
            renew(server.store, server.clock)
            end_copies(server.store, server.clock)
            if words:
                logging.getLogger(__name__).warning(words)

            def ready() -> None:
                said = {"ok": True, "url": url, "public_url": server.settings.public_url, "stand": standing.stand.value}
                # What PCs use: an office server listens on every address of its PC, which says nobody anything.
                words = _("Server berjalan di {url}").format(url=standing.address if office else url)
                print(json.dumps(said) if options.json else f"{words}\n{standing.words}", flush=True)

            tls = tls_of(server.keys, standing.certificate) if office else None
            Listener(server.app(), options.behind_proxy, ready, tls).run(sockets=[bound])
    return {"ok": True, "stopped": True, "words": _("Server berhenti.")}


def _stand(options: argparse.Namespace) -> Answer:
    with closing(open_server(_settings(options))) as server:
        told, standing = options.public or options.office, server.standing
        if told:
            stand = Stand.PUBLIC if options.public else Stand.OFFICE
            certify = partial(make_certificate, server.keys, clock=server.clock)
            standing = set_standing(server.store, stand, told, certify)
        kecamatan = server.place.kecamatan
    said = {"kecamatan": kecamatan, "stand": standing.stand.value, "address": standing.address}
    return {"ok": True, **said, "words": standing.words}


def _check(options: argparse.Namespace) -> Answer:
    with closing(open_server(_settings(options))) as server:
        health, clock = look_over(server.store, server.clock.now()), _clock_words(server)
        schema = version(server.store)
    answer: Answer = {"ok": health.ok, "schema": schema}
    answer |= {name: getattr(health, name) for name in health.__dataclass_fields__}
    if health.ok:
        answer["words"] = _("Data utuh: {ops} kiriman, {lines} baris jejak.").format(
            ops=health.ops, lines=health.audit_lines
        )
    else:
        answer["words"] = _("Ada yang perlu dilihat: {found}").format(
            found=f"integrity={health.integrity} audit={health.broken_audit_line} free={health.free_bytes}"
        )
    answer["words"] = "\n".join(filter(None, (answer["words"], clock)))
    return answer


def _clock_words(server: Server) -> str:
    """What to do about a clock that lags behind what this server wrote last; empty on a good day."""
    if not clock_back(server.store, server.clock.now()):
        return ""
    return _(
        "Jam komputer server ini lebih awal daripada catatan terakhirnya. Periksa tanggal dan jamnya (baterai papan "
        "induk, zona waktu): waktu terima laporan dan tenggat dihitung darinya."
    )


def _open_bundles(options: argparse.Namespace) -> Answer:
    from sipa_server.carried import open_files

    with closing(open_server(_settings(options))) as server:
        return open_files(server.bundles, options.file)


def _accept_bundle(options: argparse.Namespace) -> Answer:
    from sipa_server.carried import accept_file

    with closing(open_server(_settings(options))) as server:
        return accept_file(server.bundles, options.sha256)


def _held_bundles(options: argparse.Namespace) -> Answer:
    from sipa_server.carried import held_files

    with closing(open_server(_settings(options))) as server:
        return held_files(server.bundles, server.accounts)


def _add_update(options: argparse.Namespace) -> Answer:
    with closing(open_server(_settings(options))) as server:
        release = server.updates.add(options.file)
    words = _("SIPA {version} untuk {platform} ditawarkan kepada komputer desa saat tersambung.")
    return {
        "ok": True,
        "seq": release.seq,
        "version": release.version,
        "platform": release.platform,
        "words": words.format(version=release.version, platform=release.platform),
    }


def _list_updates(options: argparse.Namespace) -> Answer:
    with closing(open_server(_settings(options))) as server:
        found = server.updates.offered()
    lines = [f"{one.platform}: {one.version} ({one.seq})" for one in found]
    told = [{"platform": one.platform, "version": one.version, "seq": one.seq} for one in found]
    return {"ok": True, "updates": told, "words": "\n".join(lines) or _("Belum ada pembaruan yang ditawarkan.")}


def _export_site(options: argparse.Namespace) -> Answer:
    from sipa_server.public.export import export_site

    with closing(open_server(_settings(options))) as server:
        done = export_site(server.site(), options.folder)
    words = _("Halaman warga tertulis: {n} berkas, {changed} baru atau berubah, {gone} dihapus.")
    said = {"files": done.files, "changed": done.changed, "removed": done.removed}
    return {"ok": True, **said, "words": words.format(n=done.files, changed=done.changed, gone=done.removed)}


def _demo(options: argparse.Namespace) -> Answer:
    demo = make_demo(_settings(options))
    with closing(open_server(_settings(options))) as server:
        shown = (first_desk(demo), demo.admin())
        people = [invited(server.accounts.invite(one.name, one.role, one.village or None)) for one in shown]
        pages = ["/", *(one.path for one in server.reads.villages())]
        pages += [line.path for line in server.reads.latest(100)]
    return {
        "ok": True,
        "now": demo.now.isoformat(),
        "people": people,
        "pages": [*pages, "/lacak"],
        "feedback": tracked_words(demo, shown[0].village),
        "words": "\n".join([_("Server peragaan siap."), *(str(one.pop("words")) for one in people)]),
    }


def _instant(text: str) -> int:
    try:
        return instant_of(datetime.fromisoformat(text))
    except ValueError:
        raise KnownError(
            _("Jam itu tidak terbaca"),
            _("Server tidak dijalankan. Tulis dengan zona waktu, misalnya 2025-07-10T10:34:00+08:00."),
            "bad_time",
        ) from None
