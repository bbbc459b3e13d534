-- A writer's day in one sitting: open, see, swap, fix all, save, and the house changes its mind.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put(
    'letters/spring.md',
    '# To our customers\n\nDear customer, the quay opens in May.\n\nEvery customer’s berth is safe.\n'
  )
  local letter = writer.open('letters/spring.md')
  writer.sees(letter, {
    { '1:10', 'customers', 'clients' },
    { '3:6', 'customer', 'client' },
    { '5:7', 'customer’s', 'client’s' },
  })

  writer.press(']d')
  writer.choose('quickfix', 'client')
  writer.sees(letter, { { '3:6', 'customer', 'client' }, { '5:7', 'customer’s', 'client’s' } })
  writer.press('3GoAsk, and every customer gets an answer.<Esc>')
  writer.sees(letter, {
    { '3:6', 'customer', 'client' },
    { '4:16', 'customer', 'client' },
    { '6:7', 'customer’s', 'client’s' },
  })
  writer.fix_all()
  writer.sees(letter, {})
  vim.cmd.write()
  writer.same(
    table.concat({
      '# To our clients',
      '',
      'Dear client, the quay opens in May.',
      'Ask, and every client gets an answer.',
      '',
      'Every client’s berth is safe.',
      '',
    }, '\n'),
    writer.disk('letters/spring.md'),
    'the letter on disk'
  )

  writer.put('customary.toml', 'prefer = "customer"\nseverity = "error"\n')
  writer.sees(letter, {
    { '1:10', 'clients', 'customers', 'error' },
    { '3:6', 'client', 'customer', 'error' },
    { '4:16', 'client', 'customer', 'error' },
    { '6:7', 'client’s', 'customer’s', 'error' },
  })
end)
