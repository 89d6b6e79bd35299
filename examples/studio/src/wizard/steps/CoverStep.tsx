import { useEffect, useId } from 'react';
import { Link } from 'react-router';
import { useAction } from '../../api/useAction';
import { PictureInput } from '../../post/fields/PictureInput';
import { graphql } from '../../gql';
import type { AspectRatio, ImageQuality } from '../../gql/graphql';
import { Button } from '../../ui/input/Button';
import { SelectField } from '../../ui/input/Field';
import { Page } from '../../ui/Page';
import { Progress } from '../../ui/feedback/Progress';
import { StepForm } from '../StepForm';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { chosen } from '../state/state';
import { material, pathTo } from '../state/steps';
import pictureStyles from '../../post/fields/PictureInput.module.css';
import styles from './steps.module.css';
import fieldStyles from '../../ui/input/Field.module.css';

const GenerateCoverImage = graphql(`
  mutation GenerateCoverImage($input: GenerateCoverImageInput!) {
    result: generateCoverImage(input: $input) {
      ... on GenerateCoverImageSuccess {
        image {
          url
          width
          height
        }
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

const RATIOS: Record<AspectRatio, string> = {
  LANDSCAPE_16_9: '16:9, wide',
  LANDSCAPE_3_2: '3:2',
  LANDSCAPE_4_3: '4:3',
  SQUARE_1_1: '1:1, square',
  PORTRAIT_3_4: '3:4',
  PORTRAIT_2_3: '2:3',
  PORTRAIT_9_16: '9:16, tall',
};

export function CoverStep() {
  const { state, change } = useWizard();
  const { cover } = state;
  return (
    <>
      <Page
        title="The cover"
        lead="Generated from the description that you chose, or your own picture. A cover is optional."
      />
      <StepForm step="cover" onContinue={() => true}>
        {cover.url && (
          <figure className={pictureStyles.figure}>
            <img className={pictureStyles.preview} src={cover.url} alt="Current cover" />
            <figcaption className="row-spread small soft">
              {cover.source === 'painted' ? 'Generated for this post' : 'Your own picture'}
              <Button
                look="quiet"
                onClick={() => change({ type: 'cover', cover: { url: null, source: null } })}
              >
                Remove the cover
              </Button>
            </figcaption>
          </figure>
        )}
        <Paint />
        <section className="card stack" aria-label="Your own picture">
          {/* The key drops the error of an earlier upload when there is another cover. */}
          <PictureInput
            key={cover.url}
            onUploaded={(url) => change({ type: 'cover', cover: { url, source: 'uploaded' } })}
          />
        </section>
      </StepForm>
    </>
  );
}

function Paint() {
  const { state, change } = useWizard();
  const { run, busy, problem, cancel, clear } = useAction(GenerateCoverImage, { cancelOnLeave: true });
  const { cover } = state;
  const prompt = chosen(state, 'picture');
  // An error is of no use once there is another cover.
  useEffect(clear, [clear, cover.url]);
  const paint = async () => {
    if (prompt === null) return;
    const { brief, selectedIdea, title } = material(state);
    const { aspectRatio, quality, primaryColor } = cover;
    const success = await run({
      input: {
        brief,
        selectedIdea,
        title,
        prompt,
        aspectRatio,
        quality,
        primaryColor: primaryColor || null,
      },
    });
    if (!success) return;
    change({ type: 'spent', usage: success.usage });
    change({ type: 'cover', cover: { url: success.image.url, source: 'painted' } });
  };
  return (
    <section className="card stack" aria-label="Generate the cover">
      {prompt ? (
        <p className={styles.prompt}>{prompt}</p>
      ) : (
        <p className="soft">
          To generate a cover, <Link to={pathTo('picture')}>choose a description</Link> first.
        </p>
      )}
      <div className={styles.fields}>
        <SelectField
          label="Shape"
          value={cover.aspectRatio}
          onChange={({ target }) =>
            change({ type: 'cover', cover: { aspectRatio: target.value as AspectRatio } })
          }
        >
          {Object.entries(RATIOS).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Size"
          value={cover.quality}
          onChange={({ target }) =>
            change({ type: 'cover', cover: { quality: target.value as ImageQuality } })
          }
        >
          <option value="STANDARD">1 megapixel</option>
          <option value="HIGH">4 megapixels</option>
        </SelectField>
        <Colour />
      </div>
      <StepProblem problem={problem} here="cover" onRetry={() => void paint()} />
      {busy && <Progress label="Generating the cover …" onCancel={cancel} />}
      <p>
        <Button
          look={cover.url ? 'plain' : 'primary'}
          disabled={!prompt}
          busy={busy}
          onClick={() => void paint()}
        >
          {cover.source === 'painted' ? 'Generate another' : 'Generate the cover'}
        </Button>
      </p>
    </section>
  );
}

/** Optional colour. A colour input always has a value, so a checkbox enables it. */
function Colour() {
  const { state, change } = useWizard();
  const { primaryColor } = state.cover;
  const id = useId();
  const set = (colour: string) => change({ type: 'cover', cover: { primaryColor: colour } });
  return (
    <div className={fieldStyles.field} role="group" aria-labelledby={id}>
      <span className={fieldStyles.label} id={id}>
        Colour
      </span>
      <span className="row">
        <label className="row">
          <input
            type="checkbox"
            checked={primaryColor !== ''}
            onChange={({ target }) => set(target.checked ? '#1f5c4d' : '')}
          />
          Use a main colour
        </label>
        <input
          type="color"
          aria-label="Main colour"
          disabled={primaryColor === ''}
          value={primaryColor || '#888888'}
          onChange={({ target }) => set(target.value)}
        />
      </span>
    </div>
  );
}
