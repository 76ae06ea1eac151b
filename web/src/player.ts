// SPDX-License-Identifier: Apache-2.0
// Holds the video element to the live edge: hls.js where it runs, the browser's own player elsewhere.
import Hls, { ErrorTypes, Events, type ErrorData, type LevelDetails } from 'hls.js';
import workerPath from 'hls.js/dist/hls.worker.js?url';
import { lectureSettings, maxLatency } from './hls_settings';
import { NativePlayback } from './native_playback';
import { freshRecovery, onFatal, onWatch, type Advice, type Trouble } from './recovery';

/** What the page shows about the player. */
export interface PlayerReport {
  /** `muted`: the browser let us start only without sound. `blocked`: not even that. */
  sound: 'on' | 'muted' | 'blocked';
  /** False once the listener paused or went back, until they come back to live. */
  following: boolean;
  /** The last picture of a lecture that is over has been shown. */
  finished: boolean;
  unsupported: boolean;
}

const kCalmMs = 60_000;
const kFinishDeadlineMs = 8000;

function troubleOf(data: ErrorData): Trouble {
  if (data.type === ErrorTypes.MEDIA_ERROR) return 'media';
  if (data.type !== ErrorTypes.NETWORK_ERROR) return 'other';
  const gone = data.response?.code === 404 || data.response?.code === 403;
  return gone || data.details.startsWith('manifest') ? 'playlist' : 'network';
}

/** True on iPhone and iPad, which stutter at other playback rates than 1. */
function isApplePhone(): boolean {
  return /iP(hone|ad|od)/.test(navigator.userAgent) || 'standalone' in navigator;
}

/** Plays one lecture in one video element; all on the page's thread. */
export class LecturePlayer {
  report: PlayerReport = { sound: 'on', following: true, finished: false, unsupported: false };
  private hls_: Hls | null = null;
  private native_: NativePlayback | null = null;
  private url_: string | null = null;
  private details_: LevelDetails | null = null;
  private recovery_ = freshRecovery(0);
  private remedyTimer_ = 0;
  private finishTimer_ = 0;
  private lastStallMs_ = 0;

  /** `onReport` is called after each change of `report`. */
  constructor(
    private readonly video_: HTMLVideoElement,
    private readonly onReport_: (report: PlayerReport) => void,
  ) {
    video_.addEventListener('ended', this.onEnded_);
    video_.addEventListener('volumechange', this.onVolume_);
    video_.addEventListener('play', this.onPlay_);
  }

  /** Plays `url`; what already plays it goes on. */
  show(url: string): void {
    window.clearTimeout(this.finishTimer_);
    const now = performance.now();
    if (this.url_ !== url || this.report.finished) {
      this.url_ = url;
      this.set_({ finished: false, following: true });
      this.rebuild_();
    } else if (this.remedyTimer_ !== 0) {
      // The stream is back: what waited for a later try is tried now.
      this.rebuild_();
    }
    this.recovery_ = { ...freshRecovery(now), position: this.video_.currentTime };
  }

  /** The lecture is over: what is loaded plays out, then `report.finished` is true. */
  finish(): void {
    if (this.url_ === null) return this.set_({ finished: true });
    window.clearTimeout(this.finishTimer_);
    this.finishTimer_ = window.setTimeout(this.onEnded_, kFinishDeadlineMs);
  }

  /** Forgets the lecture; the element is empty. */
  hide(): void {
    this.url_ = null;
    window.clearTimeout(this.finishTimer_);
    this.tearDown_();
  }

  destroy(): void {
    this.hide();
    this.video_.removeEventListener('ended', this.onEnded_);
    this.video_.removeEventListener('volumechange', this.onVolume_);
    this.video_.removeEventListener('play', this.onPlay_);
  }

  /** When the picture on screen was taken, unix milliseconds of the worker's clock, or null. */
  pictureMs(): number | null {
    const date = this.hls_?.playingDate ?? this.native_?.playingDate();
    return date ? date.getTime() : null;
  }

  /** Seconds between the newest media and the playhead, or null. */
  latency(): number | null {
    const live = this.hls_?.liveSyncPosition ?? null;
    // Not `hls.latency`, which stands still while the picture does.
    if (live !== null) return live + (this.hls_?.targetLatency ?? 0) - this.video_.currentTime;
    return this.native_?.latency() ?? null;
  }

  /** Where "live" begins for the live button, in media seconds. */
  liveEdgeStart(): number {
    const position = this.hls_?.liveSyncPosition ?? this.native_?.livePosition();
    return position === null || position === undefined ? NaN : position - 4;
  }

  /** Jumps to live and stays there. */
  goLive(): void {
    this.follow_(true);
    const position = this.hls_?.liveSyncPosition ?? this.native_?.livePosition();
    if (typeof position === 'number') this.video_.currentTime = position;
    void this.start();
  }

  /** The listener paused or went back: they are not pulled to live any more. */
  rest(): void {
    this.follow_(false);
  }

  unmute(): void {
    this.video_.muted = false;
    if (this.video_.volume === 0) this.video_.volume = 1;
    void this.start();
  }

  /** Plays, with sound if the browser allows it. */
  async start(): Promise<void> {
    try {
      await this.video_.play();
      if (this.report.sound === 'blocked') this.set_({ sound: this.video_.muted ? 'muted' : 'on' });
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      if (this.video_.muted) return this.set_({ sound: 'blocked' });
      this.video_.muted = true;
      this.set_({ sound: 'muted' });
      await this.start();
    }
  }

  /** Once a second while the lecture is live. `nowMs` is `performance.now()`. */
  watch(nowMs: number): void {
    if (this.url_ === null || this.video_.paused || this.remedyTimer_ !== 0) return;
    this.calm_(nowMs);
    this.native_?.watch(this.report.following);
    this.take_(onWatch(this.recovery_, nowMs, this.video_.currentTime));
  }

  /** The page is seen again: timers slept meanwhile, the picture may be far behind. */
  wake(): void {
    const behind = this.latency();
    if (behind === null || this.video_.paused || !this.report.following) return;
    if (behind > this.target_() + 2) this.goLive();
  }

  private set_(change: Partial<PlayerReport>): void {
    this.report = { ...this.report, ...change };
    this.onReport_(this.report);
  }

  private target_(): number {
    return this.details_?.partHoldBack || this.details_?.holdBack || 6;
  }

  private follow_(following: boolean): void {
    if (this.report.following !== following) this.set_({ following });
    this.applyLatency_();
  }

  /** hls.js reads these two at each use, and checks them in its constructor only. */
  private applyLatency_(): void {
    const [hls, details] = [this.hls_, this.details_];
    if (!hls || !details) return;
    const { following } = this.report;
    const most = maxLatency(this.target_(), details.targetduration, details.partHoldBack > 0);
    hls.config.liveMaxLatencyDuration = following ? most : Infinity;
    const rate = lectureSettings('', isApplePhone()).maxLiveSyncPlaybackRate ?? 1;
    hls.config.maxLiveSyncPlaybackRate = following ? rate : 1;
  }

  private rebuild_(): void {
    this.tearDown_();
    const url = this.url_;
    if (url === null) return;
    if (Hls.isSupported()) return this.build_(url);
    if (this.video_.canPlayType('application/vnd.apple.mpegurl') === '') {
      return this.set_({ unsupported: true });
    }
    const failed = () => this.fail_('other');
    this.native_ = new NativePlayback(this.video_, url, failed);
    void this.start();
  }

  private build_(url: string): void {
    const hls = new Hls(lectureSettings(workerPath, isApplePhone()));
    this.hls_ = hls;
    hls.on(Events.LEVEL_LOADED, (_event, data) => {
      const first = this.details_ === null;
      this.details_ = data.details;
      if (first) this.applyLatency_();
    });
    hls.on(Events.MANIFEST_PARSED, () => void this.start());
    hls.on(Events.ERROR, (_event, data) => {
      if (data.details === Hls.ErrorDetails.BUFFER_STALLED_ERROR) {
        this.lastStallMs_ = performance.now();
      }
      if (data.fatal) this.fail_(troubleOf(data));
    });
    hls.loadSource(url);
    hls.attachMedia(this.video_);
  }

  private fail_(trouble: Trouble): void {
    this.take_(onFatal(this.recovery_, trouble, performance.now(), Math.random()));
  }

  private take_(advice: Advice): void {
    this.recovery_ = advice.recovery;
    const { remedy, afterMs } = advice;
    if (remedy === null) return;
    if (remedy === 'recover' || remedy === 'swap') {
      if (remedy === 'swap') this.hls_?.swapAudioCodec();
      this.hls_?.recoverMediaError();
      return void this.start();
    }
    window.clearTimeout(this.remedyTimer_);
    this.remedyTimer_ = window.setTimeout(() => {
      this.remedyTimer_ = 0;
      if (remedy === 'reload' && this.hls_) this.hls_.startLoad(-1);
      else this.rebuild_();
    }, afterMs);
  }

  /** Each stall moves the target away from live; a calm minute takes that back. */
  private calm_(nowMs: number): void {
    const hls = this.hls_;
    if (!hls || !this.details_ || nowMs - this.lastStallMs_ < kCalmMs) return;
    if ((hls.targetLatency ?? 0) > this.target_() + 0.01) hls.targetLatency = this.target_();
  }

  private tearDown_(): void {
    window.clearTimeout(this.remedyTimer_);
    this.remedyTimer_ = 0;
    this.details_ = null;
    this.hls_?.destroy();
    this.native_?.destroy();
    this.hls_ = null;
    this.native_ = null;
  }

  private readonly onEnded_ = (): void => {
    window.clearTimeout(this.finishTimer_);
    this.set_({ finished: true });
  };

  private readonly onVolume_ = (): void => {
    if (!this.video_.muted && this.report.sound !== 'on') this.set_({ sound: 'on' });
  };

  private readonly onPlay_ = (): void => {
    const behind = this.latency();
    // A short pause is made up for; a long one stays where it was, until "live" is pressed.
    if (!this.report.following && behind !== null && behind < this.target_() + 4)
      this.follow_(true);
  };
}
