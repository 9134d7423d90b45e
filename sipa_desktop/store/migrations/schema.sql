-- d0008
;;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
;;
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
)
;;
CREATE TABLE record (
	type TEXT NOT NULL, 
	id TEXT NOT NULL, 
	rev INTEGER NOT NULL, 
	village TEXT, 
	fields BLOB NOT NULL, 
	pending BOOLEAN NOT NULL, 
	PRIMARY KEY (type, id)
)
;;
CREATE INDEX record_by_village ON record (type, village)
;;
CREATE TABLE document (
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	about BLOB NOT NULL, 
	created_at BIGINT NOT NULL, 
	saved_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
)
;;
CREATE TABLE leaf (
	document TEXT NOT NULL, 
	path TEXT NOT NULL, 
	value BLOB NOT NULL, 
	PRIMARY KEY (document, path), 
	FOREIGN KEY(document) REFERENCES document (id) ON DELETE CASCADE
)
;;
CREATE TABLE outbox (
	no INTEGER NOT NULL, 
	op_id TEXT NOT NULL, 
	op_no INTEGER, 
	kind TEXT NOT NULL, 
	type TEXT NOT NULL, 
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	body BLOB NOT NULL, 
	content_hash TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	receipt BLOB, 
	seq INTEGER, 
	code TEXT, 
	field TEXT, 
	closed_at BIGINT, 
	PRIMARY KEY (no), 
	UNIQUE (op_id)
)
;;
CREATE INDEX outbox_by_state ON outbox (state, no)
;;
CREATE TABLE blob (
	sha256 TEXT NOT NULL, 
	media TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	here BOOLEAN NOT NULL, 
	to_send BOOLEAN NOT NULL, 
	sent_at BIGINT, 
	upload TEXT, 
	sent_bytes BIGINT NOT NULL, 
	wanted_at BIGINT, 
	fault TEXT, 
	kept_at BIGINT NOT NULL, 
	PRIMARY KEY (sha256)
)
;;
CREATE INDEX blob_to_send ON blob (to_send, size)
;;
CREATE INDEX blob_wanted ON blob (wanted_at)
;;
CREATE TABLE search_item (
	no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	type TEXT NOT NULL, 
	ref TEXT NOT NULL, 
	place TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	village TEXT, 
	at BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL
)
;;
CREATE INDEX search_item_by_ref ON search_item (source, type, ref)
;;
CREATE INDEX search_item_by_owner ON search_item (owner)
;;
CREATE TABLE search_dirty (
	no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	source TEXT NOT NULL, 
	type TEXT NOT NULL, 
	id TEXT NOT NULL, 
	CONSTRAINT search_dirty_once UNIQUE (source, type, id)
)
;;
CREATE VIRTUAL TABLE search_text USING fts5(title, body, more, content='', contentless_delete=1, prefix='3', tokenize="unicode61 remove_diacritics 2")
;;
CREATE TABLE secret (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
)
;;
CREATE TABLE bundle (
	no INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	request_id TEXT NOT NULL, 
	incarnation TEXT NOT NULL, 
	epoch TEXT NOT NULL, 
	sealed_at BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	ops BLOB NOT NULL, 
	files INTEGER NOT NULL, 
	written_at BIGINT, 
	answered_at BIGINT, 
	UNIQUE (request_id)
)
;;
CREATE TABLE carried (
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	taken_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	code TEXT NOT NULL, 
	handed_at BIGINT, 
	reply TEXT NOT NULL, 
	reply_name TEXT NOT NULL, 
	reply_size BIGINT NOT NULL, 
	written_at BIGINT, 
	PRIMARY KEY (sha256)
)
;;
CREATE TABLE signed (
	request_id TEXT NOT NULL, 
	hashes BLOB NOT NULL, 
	signature TEXT NOT NULL, 
	sign_pub TEXT NOT NULL, 
	PRIMARY KEY (request_id)
)
;;
CREATE TABLE covered (
	type TEXT NOT NULL, 
	id TEXT NOT NULL, 
	rev INTEGER NOT NULL, 
	village TEXT, 
	fields BLOB NOT NULL, 
	PRIMARY KEY (type, id)
)
;;
CREATE INDEX record_pending ON record (pending) WHERE pending = 1
;;
INSERT INTO alembic_version (version_num) VALUES ('d0008')
