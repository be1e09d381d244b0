"""What tests of previews ask for."""

import httpx

from tests.bots.web.growing import GrowingClip


def preview(clip: GrowingClip, name: str = "playlist.m3u8") -> str:
    """Give an address of its preview."""
    return f"/api/jobs/{clip.job.id}/preview/{name}"


async def listed(client: httpx.AsyncClient, clip: GrowingClip) -> tuple[str, str]:
    """Give the addresses of both playlists that the first one names."""
    text = (await client.get(preview(clip))).text
    video = next(line for line in text.splitlines() if line and not line.startswith("#"))
    return preview(clip, video), preview(clip, text.split('URI="')[1].split('"')[0])


def parts(address: str, playlist: str) -> list[str]:
    """Give the addresses of head and segments."""
    names = [playlist.split('MAP:URI="')[1].split('"', maxsplit=1)[0]]
    names += [line for line in playlist.splitlines() if line and not line.startswith("#")]
    return [f"{address.rpartition('/')[0]}/{name}" for name in names]


async def track(client: httpx.AsyncClient, address: str) -> list[httpx.Response]:
    """Fetch head and segments of a track."""
    playlist = (await client.get(address)).text
    return [await client.get(part) for part in parts(address, playlist)]


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Take status and code of what is wrong."""
    return answer.status_code, answer.json()["problem"]["code"]
