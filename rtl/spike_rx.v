// spike_rx: turns the spike stream into full-step word-line bitmaps, double-buffered.
// A bank holds one bitmap word per row tile, the list of tiles with spikes in order of their first
// spike, its length and the last-step flag. The stream writes one bank while the controller walks
// the other. in_ready_o falls only at a step boundary, when both banks are full; it is a function
// of registers. One token per cycle; any order of addresses within a step. A word is never cleared:
// the first spike of a tile in a step overwrites it.
// Read side: list_read_i in cycle t gives list_tile_o in t+1 and word_o of that tile in t+2, both
// stable until the next read. step_valid_o rises the cycle after the end-of-step token.
`default_nettype none

module spike_rx #(
  parameter TILE_WIDTH  = 4,            // bits of a tile number, >= 1
  parameter INPUT_WIDTH = 6             // bits of an input number within a tile, 1..6
) (
  input  wire                              clk_i,
  input  wire                              rst_i,

  input  wire                              in_valid_i,
  output wire                              in_ready_o,
  input  wire                              in_last_i,   // of an end-of-step token: image ends
  input  wire                              in_eos_i,
  input  wire [TILE_WIDTH+INPUT_WIDTH-1:0] in_addr_i,   // {tile, input}

  output wire                              step_valid_o,
  output wire                              step_last_o,
  output wire [TILE_WIDTH:0]               step_tiles_o, // tiles with spikes
  input  wire                              step_done_i,  // pulse: free the bank

  input  wire                              list_read_i,
  input  wire [TILE_WIDTH-1:0]             list_index_i,
  output wire [TILE_WIDTH-1:0]             list_tile_o,
  output wire [(1<<INPUT_WIDTH)-1:0]       word_o,

  output wire                              busy_o        // a bitmap write is under way
);

  localparam TILES  = 1 << TILE_WIDTH;
  localparam INPUTS = 1 << INPUT_WIDTH;
  localparam [TILE_WIDTH:0] ONE_TILE = 1;
  localparam [INPUTS-1:0]   ONE_ROW  = 1;

  // Banks
  reg                  wr_bank_q, rd_bank_q;
  reg [1:0]            full_q, last_q;
  reg [TILE_WIDTH:0]   tiles0_q, tiles1_q;

  // Step being received
  reg [TILES-1:0]      seen_q;
  reg [TILE_WIDTH:0]   count_q;

  // Second stage: read-modify-write of the bitmap word
  reg                   rmw_valid_q, rmw_first_q, rmw_same_q;
  reg [TILE_WIDTH-1:0]  rmw_tile_q;
  reg [INPUT_WIDTH-1:0] rmw_input_q;
  reg [INPUTS-1:0]      word_q;         // last word written
  reg                   word_read_q;

  wire [TILE_WIDTH-1:0]  in_tile  = in_addr_i[TILE_WIDTH+INPUT_WIDTH-1:INPUT_WIDTH];
  wire [INPUT_WIDTH-1:0] in_input = in_addr_i[INPUT_WIDTH-1:0];

  wire accept = in_valid_i && !full_q[wr_bank_q];
  wire spike  = accept && !in_eos_i;
  wire eos    = accept && in_eos_i;
  wire first  = !seen_q[in_tile];

  assign in_ready_o   = !full_q[wr_bank_q];
  assign step_valid_o = full_q[rd_bank_q];
  assign step_last_o  = last_q[rd_bank_q];
  assign step_tiles_o = rd_bank_q ? tiles1_q : tiles0_q;
  assign busy_o       = rmw_valid_q;

  // Banks change hands at step boundaries only.
  always @(posedge clk_i) begin
    if (rst_i) begin
      wr_bank_q <= 1'b0;
      rd_bank_q <= 1'b0;
      full_q    <= 2'b00;
      count_q   <= {TILE_WIDTH+1{1'b0}};
      seen_q    <= {TILES{1'b0}};
    end else begin
      if (eos) begin
        wr_bank_q         <= !wr_bank_q;
        full_q[wr_bank_q] <= 1'b1;
        count_q           <= {TILE_WIDTH+1{1'b0}};
        seen_q            <= {TILES{1'b0}};
      end else if (spike && first) begin
        count_q           <= count_q + ONE_TILE;
        seen_q[in_tile]   <= 1'b1;
      end
      if (step_done_i) begin
        rd_bank_q         <= !rd_bank_q;
        full_q[rd_bank_q] <= 1'b0;
      end
    end
  end

  always @(posedge clk_i) begin
    if (eos) begin
      last_q[wr_bank_q] <= in_last_i;
      if (wr_bank_q) tiles1_q <= count_q;
      else           tiles0_q <= count_q;
    end
  end

  // The word of a tile is taken from word_q when the tile had the token before: its write may not
  // have reached the memory when this token reads.
  always @(posedge clk_i) begin
    if (rst_i) rmw_valid_q <= 1'b0;
    else       rmw_valid_q <= spike;
  end

  always @(posedge clk_i) begin
    if (spike) begin
      rmw_first_q <= first;
      rmw_same_q  <= in_tile == rmw_tile_q;
      rmw_tile_q  <= in_tile;
      rmw_input_q <= in_input;
    end
  end

  wire [INPUTS-1:0] rdata0, rdata1;
  wire [INPUTS-1:0] old_word = rmw_first_q ? {INPUTS{1'b0}} :
                               rmw_same_q  ? word_q :
                               wr_bank_q   ? rdata1 : rdata0;
  wire [INPUTS-1:0] new_word = old_word | (ONE_ROW << rmw_input_q);

  always @(posedge clk_i) begin
    if (rmw_valid_q) word_q <= new_word;
  end

  always @(posedge clk_i) begin
    if (rst_i) word_read_q <= 1'b0;
    else       word_read_q <= list_read_i;
  end

  assign word_o = rd_bank_q ? rdata1 : rdata0;

  // The read port of a bank serves the stream or the controller, by the role of the bank.
  ram_1r1w #(.WIDTH(INPUTS), .DEPTH(TILES)) u_bitmap0 (
    .clk_i(clk_i),
    .we_i(rmw_valid_q && !wr_bank_q), .waddr_i(rmw_tile_q), .wdata_i(new_word),
    .re_i(wr_bank_q || full_q[0] ? word_read_q : spike),
    .raddr_i(wr_bank_q || full_q[0] ? list_tile_o : in_tile), .rdata_o(rdata0)
  );

  ram_1r1w #(.WIDTH(INPUTS), .DEPTH(TILES)) u_bitmap1 (
    .clk_i(clk_i),
    .we_i(rmw_valid_q && wr_bank_q), .waddr_i(rmw_tile_q), .wdata_i(new_word),
    .re_i(!wr_bank_q || full_q[1] ? word_read_q : spike),
    .raddr_i(!wr_bank_q || full_q[1] ? list_tile_o : in_tile), .rdata_o(rdata1)
  );

  ram_1r1w #(.WIDTH(TILE_WIDTH), .DEPTH(2 * TILES)) u_list (
    .clk_i(clk_i),
    .we_i(spike && first), .waddr_i({wr_bank_q, count_q[TILE_WIDTH-1:0]}), .wdata_i(in_tile),
    .re_i(list_read_i), .raddr_i({rd_bank_q, list_index_i}), .rdata_o(list_tile_o)
  );

`ifdef FORMAL
  // Ready falls only at a step boundary.
  reg f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    if (!f_past) assume (rst_i);
    else if ($past(in_ready_o && !(in_valid_i && in_eos_i) && !rst_i)) assert (in_ready_o);
  end
`endif

endmodule

`default_nettype wire
