// What this device keeps: the screens of questionnaires, and the answers that are not sent yet.
// Any feature of the worker may add a store: raise VERSION, name it in STORES.

const NAME = "consult";
const VERSION = 1;
const STORES = { sheets: "token", kits: "address" };

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) {
        if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store, { keyPath });
      }
    };
    asked.onsuccess = () => {
      // A newer worker may have to change it.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      opened = null;
      reject(asked.error);
    };
  });
  return opened;
}

/** Run `work(store, done)` in one transaction; what it gave to `done` is known once all is on disk. */
async function within(store, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    let found;
    transaction.oncomplete = () => resolve(found);
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(store), (value) => {
      found = value;
    });
  });
}

const asking = (request, done) => {
  request.onsuccess = () => done(request.result);
};

export const get = (store, key) => within(store, "readonly", (rows, done) => asking(rows.get(key), done));
export const all = (store) => within(store, "readonly", (rows, done) => asking(rows.getAll(), done));
export const put = (store, row) => within(store, "readwrite", (rows) => rows.put(row));
export const remove = (store, key) => within(store, "readwrite", (rows) => rows.delete(key));

/** Replace a row by what `change(row or undefined)` returns, nothing in between; none when it returns null. */
export const change = (store, key, alter) =>
  within(store, "readwrite", (rows, done) =>
    asking(rows.get(key), (row) => {
      const next = alter(row);
      if (next === null) rows.delete(key);
      else rows.put(next);
      done(next);
    }),
  );
