// SPDX-License-Identifier: Apache-2.0
// Reads the clock in the simulator's camera picture out of a page's pixels.
// The layout is described in tests/sim/clock_strip.hpp; the two change together.

const PICTURE = { width: 640, height: 480 };
const STRIP = { left: 64, top: 312, columns: 16, rows: 4, cellWidth: 32, cellHeight: 24 };
const LEAST_CONTRAST = 60;
const MARKS = 4;
const TIME_BITS = 48;
const CRC_BITS = 8;

/** CRC-8 (polynomial 0x07, initial value 0) over bytes. */
function crc8(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff;
    }
  }
  return crc;
}

/** The number that cells[start .. start+count) spell, most significant first. */
function numberAt(cells, start, count) {
  let value = 0;
  for (let i = 0; i < count; i += 1) value = value * 2 + (cells[start + i] ? 1 : 0);
  return value;
}

/**
 * The time that 64 cells stand for.
 * @param {boolean[]} cells row by row, left to right
 * @returns {number|null} Unix milliseconds, or null when a mark or the CRC is wrong
 */
export function clockFromCells(cells) {
  for (let i = 0; i < MARKS; i += 1) {
    if (cells[i] !== (i % 2 === 0)) return null;
    if (cells[cells.length - MARKS + i] !== (i % 2 === 1)) return null;
  }
  const bytes = [];
  for (let i = 0; i < TIME_BITS; i += 8) bytes.push(numberAt(cells, MARKS + i, 8));
  if (crc8(bytes) !== numberAt(cells, MARKS + TIME_BITS, CRC_BITS)) return null;
  return numberAt(cells, MARKS, TIME_BITS);
}

/** Mean luma of the middle half of one cell, or null when it lies outside the image. */
function cellLuma(image, area, index) {
  const scaleX = area.width / PICTURE.width;
  const scaleY = area.height / PICTURE.height;
  const column = index % STRIP.columns;
  const row = Math.floor(index / STRIP.columns);
  const x0 = area.left + (STRIP.left + (column + 0.25) * STRIP.cellWidth) * scaleX;
  const y0 = area.top + (STRIP.top + (row + 0.25) * STRIP.cellHeight) * scaleY;
  const left = Math.floor(x0);
  const top = Math.floor(y0);
  const right = Math.max(left + 1, Math.floor(x0 + STRIP.cellWidth * 0.5 * scaleX));
  const bottom = Math.max(top + 1, Math.floor(y0 + STRIP.cellHeight * 0.5 * scaleY));
  if (left < 0 || top < 0 || right > image.width || bottom > image.height) return null;
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * image.width + x) * 4;
      sum += 0.299 * image.data[at] + 0.587 * image.data[at + 1] + 0.114 * image.data[at + 2];
    }
  }
  return sum / ((right - left) * (bottom - top));
}

/**
 * Reads the clock out of pixels.
 * @param {{data: ArrayLike<number>, width: number, height: number}} image RGBA, as ImageData
 * @param {{left: number, top: number, width: number, height: number}} area where the camera's
 *   whole picture lies in the image, in its pixels
 * @returns {number|null} Unix milliseconds, or null when no clock can be read there
 */
export function readClock(image, area) {
  const luma = [];
  for (let i = 0; i < STRIP.columns * STRIP.rows; i += 1) {
    const value = cellLuma(image, area, i);
    if (value === null) return null;
    luma.push(value);
  }
  const darkest = Math.min(...luma);
  const lightest = Math.max(...luma);
  if (lightest - darkest < LEAST_CONTRAST) return null;
  return clockFromCells(luma.map((value) => value > (lightest + darkest) / 2));
}

/**
 * Looks for the clock around an expected place, for pages whose layout is known to a few pixels.
 * @param {number} reach how far to look, in pixels of the image
 */
export function findClock(image, area, reach = 8) {
  for (let distance = 0; distance <= reach; distance += 2) {
    for (const [dx, dy] of [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1]]) {
      const moved = { ...area, left: area.left + dx * distance, top: area.top + dy * distance };
      const time = readClock(image, moved);
      if (time !== null) return time;
    }
  }
  return null;
}
