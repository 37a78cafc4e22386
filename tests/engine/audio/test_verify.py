"""Files that are what they were said to be, and every kind that is not."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from fakes.recordings import converted, ffmpeg, music, write
from syncopate.audio import tools
from syncopate.audio.fingerprint import Fingerprint, fingerprint
from syncopate.audio.loudness import measure_loudness
from syncopate.audio.verify import verify_file
from syncopate.domain.media import AudioFormat
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.verification import Finding, Gate, Result, Verification

pytestmark = pytest.mark.tool("ffmpeg")

SECONDS = 12.0
LENGTH = timedelta(seconds=SECONDS)
ENDINGS = {
    ".flac": ("flac", ()),
    ".mp3": ("mp3", ("-b:a", "192k")),
    ".m4a": ("aac", ("-b:a", "160k")),
    ".ogg": ("vorbis", ("-c:a", "libvorbis")),
    ".opus": ("opus", ("-c:a", "libopus")),
    ".wav": ("wav", ()),
}


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with twelve seconds of sound in every format; read only."""
    folder = tmp_path_factory.mktemp("songs")
    wave = write(folder / "song.wav", music(SECONDS, 44_100), 44_100)
    for ending, (_, options) in ENDINGS.items():
        if ending != ".wav":
            converted(wave, folder / f"song{ending}", *options)
    return folder


def _of(verification: Verification, gate: Gate) -> Finding:
    found = verification.of(gate)
    assert found is not None, verification
    return found


def _failed(verification: Verification) -> dict[Gate, str]:
    return {each.gate: each.reason for each in verification.findings if each.result is Result.FAILED}


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_a_good_file_of_every_format_passes(songs: Path, ending: str) -> None:
    codec, _ = ENDINGS[ending]
    claim = AudioFormat(codec=codec, lossless=codec in {"flac", "wav"})
    verification = verify_file(songs / f"song{ending}", wanted=LENGTH, claim=claim)
    assert {each.gate: each.result for each in verification.findings} == dict.fromkeys(
        [Gate.PRESENT, Gate.AUDIO, Gate.EXTENSION, Gate.DECODES, Gate.DURATION, Gate.CLAIM], Result.PASSED
    ), verification
    assert abs(float(_of(verification, Gate.DECODES).evidence["decoded"]) - SECONDS) < 0.2


def test_a_file_that_is_gone_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    assert _failed(verify_file(tmp_path / "empty.mp3")) == {Gate.PRESENT: "empty_file"}
    assert _failed(verify_file(tmp_path / "gone.mp3")) == {Gate.PRESENT: "unreadable_file"}
    assert _failed(verify_file(tmp_path)) == {Gate.PRESENT: "empty_file"}


@pytest.mark.parametrize(
    "content",
    [b"<html><body>404</body></html>", b"\x00" * 4096, b"PK\x03\x04" + b"x" * 500, b"#EXTM3U\n/etc/passwd\n"],
)
def test_what_is_no_sound_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(content)
    assert Gate.AUDIO in _failed(verify_file(path))


def test_a_list_of_other_files_opens_none_of_them(tmp_path: Path, songs: Path) -> None:
    """A file of names is no sound, even where what it names is one."""
    path = tmp_path / "song.mp3"
    path.write_text(f"ffconcat version 1.0\nfile '{songs / 'song.mp3'}'\n")
    assert Gate.AUDIO in _failed(verify_file(path))


@pytest.mark.parametrize(("kept", "ending"), [(0.5, ".flac"), (0.5, ".mp3"), (0.4, ".ogg"), (0.6, ".wav")])
def test_a_file_that_was_cut_off(songs: Path, tmp_path: Path, kept: float, ending: str) -> None:
    data = (songs / f"song{ending}").read_bytes()
    path = tmp_path / f"song{ending}"
    path.write_bytes(data[: int(len(data) * kept)])
    verification = verify_file(path, wanted=LENGTH)
    assert _failed(verification)[Gate.DURATION] == "other_length"
    if ending == ".flac":
        assert _failed(verification)[Gate.DECODES] == "cut_off"


def test_a_file_that_is_damaged_in_the_middle(songs: Path, tmp_path: Path) -> None:
    data = bytearray((songs / "song.flac").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(4000)
    path = tmp_path / "song.flac"
    path.write_bytes(data)
    assert Gate.DECODES in _failed(verify_file(path))


def test_what_hangs_on_to_a_lossy_file_is_not_heard(songs: Path, tmp_path: Path) -> None:
    """Rests of other tags behind the sound, and a frame of tags that is none, make no file bad."""
    data = (songs / "song.mp3").read_bytes()
    path = tmp_path / "song.mp3"
    path.write_bytes(data + b"LYRICSBEGIN" + b"la " * 500 + b"LYRICSEND")
    assert _failed(verify_file(path, wanted=LENGTH)) == {}
    path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x19COMM\x00\x00\x00\x0f\x00\x00\x01engXXXXXXXXXXX" + data)
    assert _failed(verify_file(path, wanted=LENGTH)) == {}


def test_a_lossy_file_with_much_noise_in_it_fails(songs: Path, tmp_path: Path) -> None:
    data = bytearray((songs / "song.mp3").read_bytes())
    noise = np.random.default_rng(1).bytes(len(data) // 3)
    data[len(data) // 3 : len(data) // 3 + len(noise)] = noise
    path = tmp_path / "song.mp3"
    path.write_bytes(data)
    failed = _failed(verify_file(path, wanted=LENGTH))
    assert Gate.DECODES in failed or Gate.DURATION in failed


@pytest.mark.parametrize(
    ("wanted", "result"),
    [
        (SECONDS, Result.PASSED),
        (SECONDS + 2.9, Result.PASSED),
        (SECONDS - 2.9, Result.PASSED),
        (SECONDS + 4, Result.FAILED),
        (SECONDS - 4, Result.FAILED),
        (None, Result.UNVERIFIED),
    ],
)
def test_the_real_length_counts(songs: Path, wanted: float | None, result: Result) -> None:
    length = None if wanted is None else timedelta(seconds=wanted)
    assert _of(verify_file(songs / "song.mp3", wanted=length), Gate.DURATION).result is result


@pytest.mark.parametrize(
    ("ending", "claim", "reason"),
    [
        (".mp3", AudioFormat(codec="mp3", bitrate=320), "lower_bit_rate"),
        (".mp3", AudioFormat(codec="mp3", bitrate=192), None),
        (".mp3", AudioFormat(codec="mp3", bitrate=128), None),
        (".mp3", AudioFormat(codec="flac", lossless=True), "other_codec"),
        (".flac", AudioFormat(codec="flac", lossless=True, bit_depth=24), "lower_depth"),
        (".flac", AudioFormat(codec="flac", lossless=True, sample_rate=96_000), "lower_sample_rate"),
        (".flac", AudioFormat(codec="alac", lossless=True, bit_depth=16, sample_rate=44_100), None),
    ],
)
def test_a_claim_is_held_against_what_it_is(
    songs: Path, ending: str, claim: AudioFormat, reason: str | None
) -> None:
    assert _failed(verify_file(songs / f"song{ending}", claim=claim)).get(Gate.CLAIM) == reason


@pytest.mark.parametrize(
    ("real", "called"), [(".mp3", ".flac"), (".flac", ".mp3"), (".m4a", ".ogg"), (".mp3", ".exe")]
)
def test_an_extension_that_lies(songs: Path, tmp_path: Path, real: str, called: str) -> None:
    path = Path(shutil.copy(songs / f"song{real}", tmp_path / f"song{called}"))
    reason = "unknown_extension" if called == ".exe" else "lying_extension"
    assert _failed(verify_file(path, wanted=LENGTH)) == {Gate.EXTENSION: reason}


def test_a_video_is_no_music_and_a_cover_is_no_video(songs: Path, tmp_path: Path) -> None:
    picture = tmp_path / "cover.png"
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", picture)
    covered = tmp_path / "covered.mp3"
    ffmpeg(
        "-i",
        songs / "song.mp3",
        "-i",
        picture,
        "-map",
        "0:a",
        "-map",
        "1:v",
        "-c",
        "copy",
        "-disposition:v",
        "attached_pic",
        covered,
    )
    assert _failed(verify_file(covered, wanted=LENGTH)) == {}
    video = tmp_path / "video.m4a"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "testsrc=s=64x64:d=12",
        "-i",
        songs / "song.m4a",
        "-c:v",
        "mpeg4",
        "-c:a",
        "copy",
        "-f",
        "mp4",
        video,
    )
    assert _failed(verify_file(video, wanted=LENGTH)) == {Gate.AUDIO: "video"}
    silent = tmp_path / "silent.m4a"
    ffmpeg("-i", video, "-an", "-c", "copy", "-f", "mp4", silent)
    assert _failed(verify_file(silent)) == {Gate.AUDIO: "no_sound"}


@pytest.mark.parametrize("kind", [b"drms", b"enca"])
def test_a_protected_file(songs: Path, tmp_path: Path, kind: bytes) -> None:
    data = (songs / "song.m4a").read_bytes()
    head, _, behind = data.partition(b"mp4a")
    path = tmp_path / "bought.m4a"
    path.write_bytes(head + kind + behind)
    assert _failed(verify_file(path, wanted=LENGTH)) == {Gate.PROTECTED: "protected"}


@pytest.mark.parametrize(
    "name",
    ["-i.mp3", "concat:a|b.mp3", "$(touch x).mp3", "ä 'quoted' \"name\".mp3", "http:..a.mp3", "%d.mp3"],
)
def test_names_are_names_whatever_they_look_like(songs: Path, tmp_path: Path, name: str) -> None:
    path = Path(shutil.copy(songs / "song.mp3", tmp_path / name))
    assert _failed(verify_file(path, wanted=LENGTH)) == {}
    assert isinstance(fingerprint(path), Known)


def test_without_the_tools_nothing_is_verified_and_nothing_is_refused(
    songs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "tool_path", lambda _: None)
    verification = verify_file(songs / "song.mp3", wanted=LENGTH)
    assert _failed(verification) == {}
    reasons = {each.gate: each.reason for each in verification.findings if each.result is Result.UNVERIFIED}
    assert reasons == dict.fromkeys(
        [Gate.AUDIO, Gate.EXTENSION, Gate.DECODES, Gate.DURATION, Gate.CLAIM], tools.MISSING
    )
    assert fingerprint(songs / "song.mp3") == Unknown(tools.MISSING)
    assert measure_loudness(songs / "song.mp3") == Unknown(tools.MISSING)


def test_without_ffmpeg_alone_it_is_not_played(songs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where: Callable[[str], str | None] = tools.tool_path
    monkeypatch.setattr(tools, "tool_path", lambda name: None if name == "ffmpeg" else where(name))
    verification = verify_file(songs / "song.mp3", wanted=LENGTH)
    assert _of(verification, Gate.AUDIO).result is Result.PASSED
    assert _of(verification, Gate.DECODES).reason == tools.MISSING
    assert _of(verification, Gate.DURATION).reason == tools.MISSING


def test_a_tool_is_ended_that_takes_too_long_or_says_too_much() -> None:
    slow = tools.run("sleep", ["30"], within=timedelta(seconds=0.2))
    assert isinstance(slow, Unknown)
    assert slow.reason == tools.TOO_SLOW
    loud = tools.run("yes", [], within=timedelta(seconds=20), most=100_000)
    assert isinstance(loud, Unknown)
    assert loud.reason == tools.TOO_MUCH
    children = tools.run("sh", ["-c", "sleep 30 & wait"], within=timedelta(seconds=0.2))
    assert isinstance(children, Unknown)
    quiet = tools.run("sh", ["-c", "echo said; echo complained >&2; exit 3"], within=timedelta(seconds=20))
    assert quiet == Known(tools.Ran(3, b"said\n", "complained\n"))


@pytest.mark.tool("fpcalc")
def test_the_same_sound_has_the_same_fingerprint_in_every_format(songs: Path, tmp_path: Path) -> None:
    found = fingerprint(songs / "song.flac")
    assert isinstance(found, Known)
    assert isinstance(found.value, Fingerprint)
    assert abs(found.value.duration - LENGTH) < timedelta(seconds=1)
    assert found == fingerprint(songs / "song.wav")
    other = write(tmp_path / "other.wav", np.sin(np.arange(44_100 * 12) / 20), 44_100)
    assert fingerprint(other) != found
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"nothing")
    assert isinstance(fingerprint(broken), Unknown)


def test_how_loud_it_is(tmp_path: Path) -> None:
    """A tone of full scale in both channels is -0.7 LUFS by the definition of the scale (997 Hz: 0 LUFS in one + 3 dB)."""
    time = np.arange(44_100 * 5) / 44_100
    tone = np.sin(2 * np.pi * 997 * time)
    loud = write(tmp_path / "loud.wav", np.stack([tone, tone], axis=1), 44_100)
    half = write(tmp_path / "half.wav", np.stack([tone, tone], axis=1) / 2, 44_100)
    first, second = measure_loudness(loud), measure_loudness(half)
    assert isinstance(first, Known)
    assert isinstance(second, Known)
    assert first.value.integrated - second.value.integrated == pytest.approx(6.0, abs=0.2)
    assert first.value.gain == pytest.approx(-18 - first.value.integrated)
    assert first.value.peak == pytest.approx(1.0, abs=0.02)
    assert second.value.peak == pytest.approx(0.5, abs=0.02)
    silent = write(tmp_path / "silent.wav", np.zeros((44_100 * 3, 2)), 44_100)
    assert measure_loudness(silent) == Unknown("not_measured")
