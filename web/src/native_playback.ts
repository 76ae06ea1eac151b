// SPDX-License-Identifier: Apache-2.0
// Safari's own HLS player: its distance to live is its secret, so the page corrects it by seeking.

const kBehindEdge = 2;
const kTooFar = 8;

interface DatedVideo extends HTMLVideoElement {
  /** Safari: the PROGRAM-DATE-TIME of media time 0. */
  getStartDate?: () => Date;
}

/** Plays `url` in `video` until `destroy`; `onFailed` is called when the element gives up. */
export class NativePlayback {
  private started_ = false;

  constructor(
    private readonly video_: DatedVideo,
    url: string,
    private readonly onFailed_: () => void,
  ) {
    video_.addEventListener('playing', this.onPlaying_);
    video_.addEventListener('error', this.onFailed_);
    video_.src = url;
  }

  destroy(): void {
    this.video_.removeEventListener('playing', this.onPlaying_);
    this.video_.removeEventListener('error', this.onFailed_);
    this.video_.removeAttribute('src');
    this.video_.load();
  }

  playingDate(): Date | null {
    const start = this.video_.getStartDate?.().getTime() ?? NaN;
    return Number.isNaN(start) ? null : new Date(start + this.video_.currentTime * 1000);
  }

  livePosition(): number | null {
    const { seekable } = this.video_;
    return seekable.length === 0 ? null : seekable.end(seekable.length - 1) - kBehindEdge;
  }

  latency(): number | null {
    const live = this.livePosition();
    return live === null ? null : live + kBehindEdge - this.video_.currentTime;
  }

  /** Once a second: comes back to live when it drifted away. */
  watch(following: boolean): void {
    const behind = this.latency();
    if (following && behind !== null && behind > kTooFar) this.seekLive_();
  }

  private seekLive_(): void {
    const live = this.livePosition();
    if (live !== null) this.video_.currentTime = live;
  }

  private readonly onPlaying_ = (): void => {
    if (this.started_) return;
    this.started_ = true;
    this.seekLive_();
  };
}
