// Reads standard JSON input from stdin, writes standard JSON output to stdout; `solc` stands in node_modules beside it.
const fs = require("fs");
const path = require("path");
const solc = require(path.join(process.cwd(), "node_modules", "solc"));
process.stdout.write(solc.compile(fs.readFileSync(0, "utf8")));
