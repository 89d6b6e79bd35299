import { createContext, useContext, type Dispatch } from 'react';
import type { Change } from './state/reducer';
import type { State } from './state/state';

export interface Wizard {
  readonly state: State;
  readonly change: Dispatch<Change>;
  readonly discard: () => void;
  /** Validation messages of the server by path, until the next response. */
  readonly wrong: ReadonlyMap<string, string>;
  readonly setWrong: (fields: ReadonlyMap<string, string>) => void;
}

export const WizardContext = createContext<Wizard | null>(null);

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (wizard === null) throw new Error('useWizard requires a WizardContext.');
  return wizard;
}
