-- A writer opens a letter in a folder with a policy: what the policy objects to is shown, exactly there, and nothing else.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put(
    'letter.md',
    table.concat({
      '# A word to our customers',
      '',
      'Every customer’s berth is ready, and customers pay by the week.',
      'The HTTP client retries three times, and `customers` is the name of the table.',
      '',
      '| Berth | Paid by |',
      '| ----- | ------- |',
      '| 7     | a customer with two boats |',
      '',
      '```sql',
      'select * from customers',
      '```',
      '',
      -- Before the word: a letter of its own, one with a combining mark, one beyond the 16 bits of UTF-16, and a joined emoji.
      'Café, cafe\u{301}, 🚢 and 👩‍👩‍👧: each is for our customers to enjoy.',
      '',
    }, '\n')
  )
  local letter = writer.open('letter.md')
  writer.same('markdown', vim.bo[letter].filetype, 'the file type')
  writer.sees(letter, {
    { '1:17', 'customers', 'clients' },
    { '3:7', 'customer’s', 'client’s' },
    { '3:40', 'customers', 'clients' },
    { '8:13', 'customer', 'client' },
    { '14:61', 'customers', 'clients' },
  })
  for _, d in ipairs(vim.diagnostic.get(letter)) do
    writer.same('client-customer', d.code, 'the code is the id of the concept')
  end

  -- ]d goes from one to the next.
  vim.fn.cursor(3, 1)
  writer.press(']d')
  writer.same({ 3, 6 }, vim.api.nvim_win_get_cursor(0), 'the next finding')
  writer.press(']d')
  writer.same({ 3, 39 }, vim.api.nvim_win_get_cursor(0), 'the finding after it')

  -- A plain text with the line ends of Windows.
  writer.put('notes.txt', 'Berth 7 is free.\r\n\r\nOur customers know.\r\n')
  local notes = writer.open('notes.txt')
  writer.same('dos', vim.bo[notes].fileformat, 'the line ends')
  writer.sees(notes, { { '3:5', 'customers', 'clients' } })
  writer.same(writer.client(letter).id, writer.client(notes).id, 'one server serves both')
end)
