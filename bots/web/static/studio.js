// Starts the page: the server has rendered everything, this makes it live.

import { animate } from "./animate.js";
import { compose } from "./composer.js";
import { edit } from "./edit.js";
import { watchTabs } from "./tabs.js";
import { adopt, follow, loadOlder, toEnd } from "./talk.js";
import { train } from "./train.js";
import { watchPictures } from "./viewer.js";

watchPictures();
watchTabs();
compose();
animate();
edit();
train();
document.querySelectorAll(".turn[data-job]").forEach(adopt);
loadOlder();
toEnd();

// Pictures have no height before they are laid out for the first time.
addEventListener("load", toEnd, { once: true });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelectorAll('.turn[data-state="queued"], .turn[data-state="running"]').forEach(follow);
});
