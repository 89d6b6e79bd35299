/** Policies for `InMemoryCache` of Apollo Client: keys, and objects without an id that are merged. */
export const typePolicies = {
  WorkingCopy: {
    fields: {
      brief: {
        merge: true
      },
      content: {
        merge: true
      },
      coverImage: {
        merge: true
      }
    }
  },
  BlogContent: {
    fields: {
      keywordReport: {
        merge: true
      }
    }
  },
  Viewer: {
    fields: {
      generationBudget: {
        merge: true
      },
      mail: {
        merge: true
      }
    }
  },
  Blog: {
    fields: {
      brief: {
        merge: true
      },
      content: {
        merge: true
      },
      coverImage: {
        merge: true
      },
      provenance: {
        merge: true
      }
    }
  },
  Account: {
    fields: {
      stats: {
        merge: true
      }
    }
  },
  DashboardStats: {
    keyFields: []
  },
  GenerationService: {
    keyFields: []
  }
} satisfies Record<string, object>;
