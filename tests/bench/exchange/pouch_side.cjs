// PouchDB beside the exchange. `serve PORT`: express-pouchdb. Else a client that does what it is told on its input.
// Both keep their data in memory: no disk, which flatters its times.
const fs = require("fs");
const PouchDB = require("pouchdb-core")
  .plugin(require("pouchdb-adapter-memory"))
  .plugin(require("pouchdb-adapter-http"))
  .plugin(require("pouchdb-mapreduce"))
  .plugin(require("pouchdb-replication"));

if (process.argv[2] === "serve") {
  const express = require("express");
  const app = express();
  const Server = PouchDB.defaults({ adapter: "memory" });
  app.use("/", require("express-pouchdb")(Server, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: process.argv[4] }));
  app.listen(Number(process.argv[3]), "127.0.0.1");
} else {
  const batch = { batch_size: 1000, batches_limit: 10 };
  let url = "";
  const local = { first: new PouchDB("first", { adapter: "memory" }), second: new PouchDB("second", { adapter: "memory" }) };
  const texts = (path, count) => fs.readFileSync(path, "utf8").split("\n").slice(0, Number(count)).map((one) => JSON.parse(one));
  const verbs = {
    open: async (place) => {
      url = place;
      await verbs.push();
      await verbs.pull();
    },
    add: async (path, count) => {
      await local.first.bulkDocs(texts(path, count).map((one) => ({ _id: one.id, ...one })));
    },
    change: async (path, count) => {
      for (const one of texts(path, count)) {
        const held = await local.first.get(one.id);
        await local.first.put({ ...one, _id: held._id, _rev: held._rev });
      }
    },
    push: async () => local.first.replicate.to(new PouchDB(url), batch),
    pull: async () => local.second.replicate.from(new PouchDB(url), batch),
  };
  let turn = Promise.resolve();
  require("readline")
    .createInterface({ input: process.stdin })
    .on("line", (line) => {
      const [verb, ...words] = line.split("\t");
      turn = turn
        .then(() => verbs[verb](...words))
        .then(() => console.log("ok"), (fault) => console.log(String(fault.message || fault)));
    });
}
