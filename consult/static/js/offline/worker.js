// The service worker. It stands for the site only where a feature says so, and only when the network does not
// answer: no other page is kept, read or delayed.
//
// A feature: `concerns(url)`, `respond(request, url)` for a page asked or a form sent there, `handle(message)` for
// what its own pages ask, `sendAll()` when the network is back.

import * as answering from "./answering.js";
import { asset } from "./kits.js";

const FEATURES = [answering];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const feature = FEATURES.find((each) => each.concerns(url));
    if (feature) event.respondWith(feature.respond(request.clone(), url).catch(() => fetch(request)));
  } else if (request.method === "GET" && url.searchParams.has("v")) {
    event.respondWith(asset(request));
  }
});

self.addEventListener("message", (event) => {
  const done = Promise.allSettled(FEATURES.map((each) => each.handle(event.data)));
  event.waitUntil(done.then(() => event.ports[0]?.postMessage("done")));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "consult-send") event.waitUntil(Promise.all(FEATURES.map((each) => each.sendAll())));
});
