import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';

const Service = graphql(`
  query Service {
    generationService {
      provider
      textModel
      imageModel
    }
  }
`);

/** Whether the server generates sample texts. */
export const useIsOffline = (): boolean =>
  useQuery(Service).data?.generationService.provider === 'OFFLINE';
