-- A writer swaps words one at a time, from the menu of code actions at the cursor.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put(
    'letter.md',
    '# Berths\n\nOur customers called.\n\nEvery customer’s boat is safe.\n\n# Post\n\nOne of our clients wrote to us.\n'
  )
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '3:5', 'customers', 'clients' }, { '5:7', 'customer’s', 'client’s' } })

  -- The one under the cursor, and no other.
  writer.point_at('customers')
  local action = writer.choose('quickfix', '“clients”')
  writer.same(true, action.isPreferred, 'a safe fix is the preferred one')
  writer.reads(letter, 'Our clients called.')
  writer.sees(letter, { { '5:7', 'customer’s', 'client’s' } })

  -- What is typed before a word moves it along; the cursor may stand anywhere in the word.
  writer.point_at('Every')
  writer.press('i🚢 Ahoi, cafe\u{301}! <Esc>')
  writer.sees(letter, { { '5:26', 'customer’s', 'client’s' } })
  writer.point_at('omer’s')
  writer.choose('quickfix', '“client’s”')
  writer.reads(letter, '🚢 Ahoi, cafe\u{301}! Every client’s boat is safe.')
  writer.sees(letter, {})

  -- A word that nobody objects to can be swapped as well, and is a finding then.
  writer.point_at('clients wrote')
  writer.choose('refactor.rewrite', 'customers')
  writer.reads(letter, 'One of our customers wrote to us.')
  writer.sees(letter, { { '9:12', 'customers', 'clients' } })

  vim.cmd.write()
  writer.same(
    '# Berths\n\nOur clients called.\n\n🚢 Ahoi, cafe\u{301}! Every client’s boat is safe.\n\n# Post\n\nOne of our customers wrote to us.\n',
    writer.disk('letter.md'),
    'the file on disk'
  )
end)
