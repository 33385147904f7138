//! [`ColumnSet`]: a set of column indices.

/// A set of columns of one table, by index. The first 64 need no allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ColumnSet {
    low: u64,
    high: Vec<u64>,
}

impl ColumnSet {
    /// No column.
    pub const EMPTY: ColumnSet = ColumnSet { low: 0, high: Vec::new() };

    /// Adds a column.
    pub fn insert(&mut self, index: usize) {
        if index < 64 {
            self.low |= 1 << index;
            return;
        }
        let word = index / 64 - 1;
        if self.high.len() <= word {
            self.high.resize(word + 1, 0);
        }
        self.high[word] |= 1 << (index % 64);
    }

    /// Takes a column out.
    pub fn remove(&mut self, index: usize) {
        if index < 64 {
            self.low &= !(1 << index);
        } else if let Some(word) = self.high.get_mut(index / 64 - 1) {
            *word &= !(1 << (index % 64));
            while self.high.last() == Some(&0) {
                self.high.pop();
            }
        }
    }

    /// Whether the column is in the set.
    pub fn contains(&self, index: usize) -> bool {
        if index < 64 {
            return self.low >> index & 1 == 1;
        }
        self.high.get(index / 64 - 1).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Whether no column is in the set.
    pub fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    /// The columns, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..64 * (1 + self.high.len())).filter(|&index| self.contains(index))
    }
}

impl FromIterator<usize> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> Self {
        let mut set = ColumnSet::EMPTY;
        indices.into_iter().for_each(|index| set.insert(index));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnSet;

    #[test]
    fn holds_columns_beyond_the_first_word() {
        let mut set: ColumnSet = [3, 64, 200].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 64, 200]);
        set.remove(200);
        assert!(!set.contains(200) && set.contains(64));
        set.remove(64);
        set.remove(3);
        assert!(set.is_empty());
        assert_eq!(set, ColumnSet::EMPTY);
    }
}
