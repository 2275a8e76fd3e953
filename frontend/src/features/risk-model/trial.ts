import type { FleetTrial, RiskModel, Thresholds } from '../../api/types'
import { t } from '../../text'

/** What is tried on the fleet. */
export interface Trial {
  /** The dealer's code; all dealers without it. */
  dealer?: string
  /** The groups of evidence that do not count, by name. */
  without: readonly string[]
  /** Other thresholds than the dealers' own. */
  thresholds?: Thresholds
}

/** A trial as it stands in the address; thresholds in percent. */
export interface TrialSearch {
  dealer?: string
  without?: string
  high?: string
  moderate?: string
  follow_up?: string
}

export type TypedThresholds = Record<keyof Thresholds, string>

export const thresholdNames = ['high', 'moderate', 'follow_up'] as const

const typedPercent = (share: number) => String(Number((share * 100).toFixed(4)))

/** Shares as they are typed, in percent. */
export const typed = (x: Thresholds): TypedThresholds => ({
  high: typedPercent(x.high),
  moderate: typedPercent(x.moderate),
  follow_up: typedPercent(x.follow_up),
})

const shareOf = (percent: string) => Number((Number(percent) / 100).toPrecision(12))

/** The thresholds that were typed, or what is wrong with each. */
export function readThresholds(
  of: TypedThresholds,
): { thresholds: Thresholds; wrong?: undefined } | { thresholds?: undefined; wrong: Partial<TypedThresholds> } {
  const wrong: Partial<TypedThresholds> = {}
  for (const name of thresholdNames) {
    const percent = Number(of[name])
    if (of[name].trim() === '' || !(percent > 0 && percent < 100)) wrong[name] = t.fleetRisk.rules.percent
  }
  if (Object.keys(wrong).length === 0) {
    if (Number(of.moderate) >= Number(of.high)) wrong.moderate = t.fleetRisk.rules.falling
    else if (Number(of.follow_up) >= Number(of.moderate)) wrong.follow_up = t.fleetRisk.rules.falling
  }
  if (Object.keys(wrong).length > 0) return { wrong }
  return {
    thresholds: { high: shareOf(of.high), moderate: shareOf(of.moderate), follow_up: shareOf(of.follow_up) },
  }
}

/** The trial that an address asks for. What makes no sense in it is as if it were not there. */
export function trialOf({ dealer, without, high = '', moderate = '', follow_up = '' }: TrialSearch): Trial {
  return {
    dealer,
    without: without ? without.split(',').filter(Boolean) : [],
    thresholds: readThresholds({ high, moderate, follow_up }).thresholds,
  }
}

export const searchOf = ({ dealer, without, thresholds }: Trial): TrialSearch => ({
  dealer,
  without: without.length > 0 ? without.join(',') : undefined,
  ...(thresholds ? typed(thresholds) : { high: undefined, moderate: undefined, follow_up: undefined }),
})

/** A group of evidence: a step of the explanation with signs in it. */
export interface EvidenceGroup {
  name: string
  label: string
  signs: string[]
}

export const groupsOf = (model: RiskModel): EvidenceGroup[] =>
  model.bars
    .map(({ name, label }) => ({
      name,
      label,
      signs: model.signs.filter(s => s.bar === name).map(s => s.label),
    }))
    .filter(g => g.signs.length > 0)

/** What the portal is asked. Groups that the model no longer has are not named. */
export function requestOf({ dealer, without, thresholds }: Trial, groups: readonly EvidenceGroup[]): FleetTrial {
  const left = groups.filter(g => !without.includes(g.name))
  return {
    ...(dealer && { dealer }),
    ...(left.length < groups.length && { groups: left.map(g => g.name) }),
    ...(thresholds && { thresholds }),
  }
}

/** Whether a trial changes anything, beside being of one dealer. */
export const isTrial = (x: Trial) => x.without.length > 0 || x.thresholds !== undefined
