// Measure pages as Lighthouse does on a phone: given a list of { name, folder, path } on the standard input, print for
// each its scores, its paint, its shift, and what the first visit asks for: how often, and how many bytes without
// headers and icons. Each folder is served by this script, compressed by brotli, as a good host does.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const TYPES = {
  ".avif": "image/avif", ".css": "text/css", ".gif": "image/gif", ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon", ".jpg": "image/jpeg", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
  ".webp": "image/webp", ".woff2": "font/woff2", ".xml": "application/xml",
};
const COMPRESSED = /text|javascript|json|svg|xml/;
const ICON = /favicon|apple-touch|touch-icon|icon\.svg|icon-\d+/;

const served = new Map();
function answer(folder, path) {
  const key = folder + path;
  if (!served.has(key)) {
    let file = join(folder, normalize(path));
    if (statSync(file).isDirectory()) file = join(file, "index.html");
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    const bytes = readFileSync(file);
    served.set(key, COMPRESSED.test(type) ? [type, brotliCompressSync(bytes), true] : [type, bytes, false]);
  }
  return served.get(key);
}

function serve(folder) {
  const server = createServer((request, response) => {
    try {
      const [type, bytes, compressed] = answer(folder, decodeURIComponent(new URL(request.url, "http://x").pathname));
      const encoding = compressed ? { "Content-Encoding": "br" } : {};
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "max-age=31536000", ...encoding }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

const wanted = JSON.parse(readFileSync(0, "utf8"));
const chrome = await chromeLauncher.launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
const found = [];
for (const { name, folder, path } of wanted) {
  const server = await serve(folder);
  const origin = `http://localhost:${server.address().port}`;
  const { lhr } = await lighthouse(origin + path, { port: chrome.port, output: "json", logLevel: "silent" });
  const requests = lhr.audits["network-requests"].details.items.filter(({ url }) => url.startsWith(origin));
  const counted = requests.map(({ url }) => new URL(url).pathname).filter((address) => !ICON.test(address));
  const failing = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 1).map(({ id }) => id);
  found.push({
    name, path,
    scores: Object.fromEntries(Object.entries(lhr.categories).map(([id, { score }]) => [id, Math.round(score * 100)])),
    paint: Math.round(lhr.audits["largest-contentful-paint"].numericValue),
    shift: lhr.audits["cumulative-layout-shift"].numericValue,
    requests: counted.length,
    bytes: counted.reduce((sum, address) => sum + answer(folder, decodeURIComponent(address))[1].length, 0),
    files: counted, failing: [...new Set(failing)], error: lhr.runtimeError?.message,
  });
  server.close();
  server.closeAllConnections();
}
await chrome.kill();
console.log(JSON.stringify(found));
