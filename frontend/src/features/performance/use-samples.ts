import { useRef } from 'react'
import type { PerformanceStats } from '../../api/types'

/** The response times at one moment, in milliseconds. */
export interface Sample {
  at: number
  p50: number
  p95: number
  p99: number
}

const kept = 450 // a quarter of an hour at one every two seconds

/** Collects the response times since the page was opened; the portal itself keeps no history. */
export function useSamples(stats: PerformanceStats | undefined, at: number): Sample[] {
  const samples = useRef<Sample[]>([])
  const time = stats?.response_time
  const last = samples.current.at(-1)
  if (
    time &&
    at > (last?.at ?? 0) &&
    time.p50_seconds != null &&
    time.p95_seconds != null &&
    time.p99_seconds != null
  ) {
    const sample = { at, p50: time.p50_seconds * 1000, p95: time.p95_seconds * 1000, p99: time.p99_seconds * 1000 }
    samples.current = [...samples.current, sample].slice(-kept)
  }
  return samples.current
}
