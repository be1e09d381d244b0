// A clip plays while it is still being made: segment by segment, in the order in which they get ready.
// A clip has at most 50 MB, so that browsers keep all of it and nothing has to be fed twice.

const PLAYLIST = "application/vnd.apple.mpegurl"; // players that read it need no help
const EDGE_S = 0.5; // before the end of what is there: decoders want some frames more than they show
const PATIENCE_MS = 3000; // for the finished clip, before it takes the place of the growing one
const TRIES = 10; // of a player of playlists: it stumbles at times over one that grows
const PAUSE_MS = 300; // before it tries again

const players = new WeakMap(); // of turns; null where the browser cannot

class Away extends Error {} // no connection, or the studio pauses
class Gone extends Error {} // the clip was begun anew

// Show what is there of a turn's clip: { url, ready_s, duration_s }. `change` changes the height of the page.
export function grow(turn, clip, change) {
  if (!players.has(turn)) start(turn, clip, change);
  const player = players.get(turn);
  if (!player) return;
  player.clip = clip;
  measure(player);
  feed(player, turn);
}

function start(turn, clip, change) {
  const box = turn.querySelector(".growing");
  const video = box?.querySelector("video");
  players.set(turn, null);
  if (!video) return;
  const ears = new AbortController();
  const player = { box, video, clip, ears, tracks: null, source: null, fed_s: 0, busy: false, tries: TRIES };
  const hear = (name, act) => video.addEventListener(name, act, { signal: ears.signal });
  hear("loadeddata", () => change(() => show(box, true)));
  hear("timeupdate", () => measure(player));
  hear("seeking", () => stayWithin(player));
  hear("volumechange", () => (box.querySelector(".hear").hidden = !video.muted));
  hear("error", () => stumble(turn, player));
  box.querySelector(".hear").onclick = () => {
    video.muted = false;
    video.play().catch(() => {});
  };
  video.autoplay = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  if ("MediaSource" in window) player.source = new MediaSource();
  else if (!video.canPlayType(PLAYLIST)) return;
  video.src = player.source ? URL.createObjectURL(player.source) : clip.url;
  players.set(turn, player);
}

function show(box, playing) {
  box.hidden = !playing;
  box.parentElement.querySelector("img").hidden = playing;
}

// A player of playlists begins again where it was; all others are fed with what was tried before.
function stumble(turn, player) {
  player.tries -= 1;
  if (player.source || player.tries <= 0) {
    giveUp(turn, player);
    return;
  }
  const { video, ears } = player;
  const from = video.currentTime;
  const resume = () => (video.currentTime = from);
  if (from) video.addEventListener("loadedmetadata", resume, { once: true, signal: ears.signal });
  setTimeout(() => {
    if (players.get(turn) === player) video.src = player.clip.url;
  }, PAUSE_MS);
}

// Where a browser cannot play it the photo stays, and the finished clip will come.
function giveUp(turn, player) {
  players.set(turn, null);
  player.ears.abort();
  show(player.box, false);
}

// How much is rendered, and how much of that is played.
function measure({ box, video, clip }) {
  const share = (seconds) => `${Math.min(100, (100 * seconds) / clip.duration_s)}%`;
  box.querySelector(".ready").style.width = share(clip.ready_s);
  box.querySelector(".played").style.width = share(video.currentTime);
}

function stayWithin({ video, clip }) {
  const end = clip.ready_s - EDGE_S;
  if (clip.ready_s < clip.duration_s && video.currentTime > end) video.currentTime = Math.max(0, end);
}

// Append what is there and not appended yet; what gets ready meanwhile, too.
async function feed(player, turn) {
  if (!player.source || player.busy || player.fed_s === player.clip.ready_s) return;
  player.busy = true;
  try {
    player.tracks ??= await open(player);
    while (player.fed_s !== player.clip.ready_s) {
      const { ready_s } = player.clip;
      await append(player);
      player.fed_s = ready_s;
    }
  } catch (error) {
    if (error instanceof Away) return; // the next event tries again
    giveUp(turn, player);
    if (error instanceof Gone) players.delete(turn); // so the next event begins anew, too
  } finally {
    player.busy = false;
  }
}

// Prepare a buffer for the pictures and one for the sound. Throws where the browser cannot play them.
async function open({ source, video, clip }) {
  const text = await (await get(clip.url)).text();
  const [pictures, sound] = text.match(/CODECS="([^"]*)"/)[1].split(",");
  const kinds = [`video/mp4; codecs="${pictures}"`, `audio/mp4; codecs="${sound}"`];
  const lists = [text.match(/^[^#\s].*$/m)[0], text.match(/URI="([^"]*)"/)[1]];
  if (!kinds.every((kind) => MediaSource.isTypeSupported(kind))) throw new Error(kinds.join());
  if (source.readyState !== "open") await once(source, "sourceopen");
  URL.revokeObjectURL(video.src);
  source.duration = clip.duration_s;
  const base = new URL(clip.url, location);
  return kinds.map((kind, index) => ({ buffer: source.addSourceBuffer(kind), list: new URL(lists[index], base), fed: 0 }));
}

async function append({ source, tracks }) {
  const listed = await Promise.all(tracks.map(read));
  for (let index = 0; listed.some(({ parts }) => index < parts.length); index += 1) {
    for (const [number, track] of tracks.entries()) {
      const { parts } = listed[number];
      if (index < track.fed || index >= parts.length) continue;
      track.buffer.appendBuffer(await (await get(parts[index])).arrayBuffer());
      await once(track.buffer, "updateend");
      track.fed = index + 1;
    }
  }
  if (listed.every(({ ended }) => ended) && source.readyState === "open") source.endOfStream();
}

// List the addresses of a track: its head, then its segments.
async function read({ list }) {
  const text = await (await get(list)).text();
  const names = [text.match(/MAP:URI="([^"]*)"/)[1], ...text.match(/^[^#\s].*$/gm)];
  return { parts: names.map((name) => new URL(name, list)), ended: text.includes("#EXT-X-ENDLIST") };
}

async function get(address) {
  const answer = await fetch(address).catch(() => null);
  if ([404, 410].includes(answer?.status)) throw new Gone(address);
  if (!answer?.ok) throw new Away(address);
  return answer;
}

function once(target, name) {
  return new Promise((done) => target.addEventListener(name, done, { once: true }));
}

function soon(target, name) {
  return Promise.race([once(target, name), once(target, "error"), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
}

// Prepare the finished clip to go on where the growing one is. Gives what sets it going once it is shown.
export async function handOver(old, turn) {
  const from = old.querySelector(".growing:not([hidden]) video");
  const to = turn.querySelector("video.clip");
  players.delete(old);
  if (!from || !to) return () => {};
  if (document.fullscreenElement === from) await once(document, "fullscreenchange");
  document.adoptNode(turn); // from the document that was parsed, in which nothing loads
  to.preload = "auto";
  to.load();
  [to.muted, to.volume] = [from.muted, from.volume];
  await soon(to, "canplay");
  const playing = !from.paused && !from.ended;
  const focused = document.activeElement === from;
  from.pause();
  to.currentTime = from.currentTime;
  await soon(to, "seeked");
  return () => {
    if (focused) to.focus({ preventScroll: true });
    if (playing) to.play().catch(() => {});
  };
}
